import Contracts
import Decisions
import EventBus
import Fulfilment
import GRDB
import OrdersService
import ServiceRuntime
package import Simulation

/// The real services, as a simulation takes them: their handlers and tables, and what may be asked of them.
package enum SimulatedFulfilment {
    /// Everywhere the default: what is simulated is what runs.
    static let timeouts = TimeoutPolicy()
    static let orders = ordersCalls(timeouts: timeouts)

    package static func blueprints() -> [SimulatedBlueprint] {
        fulfilmentServices.map { service in
            let configuration = ServiceConfiguration(service: service.name, dataDirectory: "/nowhere", timeouts: timeouts)
            let blueprint = service.build(configuration)
            return SimulatedBlueprint(handler: blueprint.handler, migrate: { try blueprint.migrate($0) })
        }
    }

    /// Lets the others call Orders back for the details of a payment.
    static func connect(_ world: SimulatedWorld) {
        let orders = world["orders"].answering { notice, db in
            let message = try Message.decode(.orderPaidNotification, version: notice.schemaVersion, from: notice.data)
            guard case .orderPaidNotification(let notification) = message else {
                throw Refusal(.invalid, "\(notice.type) is no notice")
            }
            return .orderPaid(try PaymentDetails.of(notification.orderId, version: notification.version, in: db))
        }
        for service in world.services where service.name != "orders" { service.details = orders }
    }

    /// What Shipping says late when its carriers are slow.
    static let publishedByCarriers: [MessageType] = [.shipmentBooked, .shipmentDispatched]
    /// What asks somebody to undo something: the commands of the orchestrator, and the event that the others follow without one.
    static let undoing: [MessageType] = [.releaseStock, .cancelShipment, .cancelOrder, .orderCancelled]
}
