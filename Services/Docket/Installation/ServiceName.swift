import ArgumentParser
import DispatchOrchestratorService
package import DocketCommandLine
import Fulfilment
package import FulfilmentSupport
import OrdersService
import ServiceKit
import ShippingService
import StockService

/// One of the services that are listed, in the order in which they are started and shown.
///
/// The raw value is the name in logs, in run files and as consumer of the bus.
package struct ServiceName: RawRepresentable, Sendable, Hashable, Codable, CaseIterable {
    package static let allCases = fulfilmentServices.map { ServiceName(name: $0.name) }
    package static let (orders, stock, shipping, dispatch) = (
        ServiceName(name: ordersService.name), ServiceName(name: stockService.name), ServiceName(name: shippingService.name),
        ServiceName(name: dispatchService.name)
    )

    /// Only the name: it is copied with every call of a service.
    package let rawValue: String

    private init(name: String) { rawValue = name }

    /// `nil` if no service has this name.
    package init?(rawValue: String) {
        guard fulfilmentServices.contains(where: { $0.name == rawValue }) else { return nil }
        self.rawValue = rawValue
    }

    /// What there is to know of it.
    package var descriptor: ServiceDescriptor {
        guard let descriptor = fulfilmentServices.first(where: { $0.name == rawValue }) else {
            preconditionFailure("a name is made of a descriptor of the list")
        }
        return descriptor
    }

    /// The program's file name. (A module called `Dispatch` would hide libdispatch, hence the long name of one.)
    var executable: String { descriptor.executable }

    /// Distance from the port of the first.
    package var portOffset: Int { descriptor.port - (fulfilmentServices.first?.port ?? descriptor.port) }

    package var colour: Colour {
        let colours: [Colour] = [.cyan, .green, .magenta, .blue, .yellow]
        return colours[portOffset % colours.count]
    }

    /// The name padded so that columns line up under each other.
    package var column: String { rawValue.padded(to: 8) }
}

extension ServiceName: CustomStringConvertible {
    package var description: String { rawValue }
}

// On the command line a service is called as everywhere else.
extension ServiceName: ExpressibleByArgument {}
