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
    package static let allCases = fulfilmentServices.map(ServiceName.init)
    package static let (orders, stock, shipping, dispatch) = (
        ServiceName(ordersService), ServiceName(stockService), ServiceName(shippingService), ServiceName(dispatchService)
    )

    /// What there is to know of it.
    package let descriptor: ServiceDescriptor
    package var rawValue: String { descriptor.name }

    private init(_ descriptor: ServiceDescriptor) { self.descriptor = descriptor }

    /// `nil` if no service has this name.
    package init?(rawValue: String) {
        guard let descriptor = fulfilmentServices.first(where: { $0.name == rawValue }) else { return nil }
        self.descriptor = descriptor
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
