import ArgumentParser
import DispatchOrchestratorService
import Fulfilment
import OrdersService
import ServiceRuntime
import ShippingService
import StockService

/// The four services, in the order they are started and shown.
///
/// The raw value is the name in logs, in run files and as consumer of the bus.
package struct ServiceName: RawRepresentable, Sendable, Hashable, Codable, CaseIterable {
    /// As they are listed.
    package static let allCases = fulfilmentServices.map { ServiceName($0.name) }
    package static let (orders, stock, shipping, dispatch) = (
        ServiceName(ordersService.name), ServiceName(stockService.name), ServiceName(shippingService.name),
        ServiceName(dispatchService.name)
    )

    package let rawValue: String

    private init(_ name: String) { rawValue = name }

    /// `nil` if no service has this name.
    package init?(rawValue: String) {
        guard fulfilmentServices.contains(where: { $0.name == rawValue }) else { return nil }
        self.rawValue = rawValue
    }

    /// What there is to know of it.
    var descriptor: ServiceDescriptor {
        // Nothing else is made.
        guard let descriptor = fulfilmentServices.first(where: { $0.name == rawValue }) else { preconditionFailure(rawValue) }
        return descriptor
    }

    /// The program's file name. (A module called `Dispatch` would hide libdispatch, hence the long name of one.)
    package var executable: String { descriptor.executable }

    /// Its place among the services: the distance from the port of the first, and its colour.
    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    var portOffset: Int { index }

    var colour: Colour { [.cyan, .green, .magenta, .blue, .yellow][index % 5] }

    /// The name padded so that columns line up under each other.
    var column: String { rawValue.padded(to: 8) }
}

extension ServiceName: CustomStringConvertible {
    package var description: String { rawValue }
}

// On the command line a service is called as everywhere else.
extension ServiceName: ExpressibleByArgument {}

extension String {
    /// Spaces are added on the right up to this width; a longer text stays as it is.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// Spaces are added on the left, for numbers.
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
