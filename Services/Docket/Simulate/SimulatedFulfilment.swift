import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Fulfilment
import FulfilmentSupport
import GRDB
import Messaging
import OrdersService
import ServiceKit

/// The real services, as a simulation takes them: their handlers and tables, and what may be asked of them.
enum SimulatedFulfilment {
    /// Everywhere the default: what is simulated is what runs.
    static let timeouts = TimeoutPolicy()
    static let orders = ordersCalls(timeouts: timeouts)

    static func blueprints() -> [SimulatedBlueprint] {
        fulfilmentServices.map { service in
            let configuration = ServiceConfiguration(service: service.name, dataDirectory: "/nowhere", timeouts: timeouts)
            let blueprint = service.build(configuration)
            return SimulatedBlueprint(handler: blueprint.handler, migrate: { try blueprint.migrate($0) })
        }
    }

    /// Lets the others call Orders back for the details of a payment.
    static func connect(_ world: SimulatedWorld) {
        let orders = world["orders"].answering { notice, db in
            guard let notification = try MessageCatalog.types.read(notice) as? OrderPaidNotification else {
                throw Refusal(.invalid, "\(notice.type) is no notification of a payment")
            }
            return try PaymentDetails.of(notification.orderId, version: notification.version, in: db)
        }
        for service in world.services where service.name != "orders" { service.details = orders }
    }

    /// By the part that they play when things go wrong.
    static let messages = Swarm.Messages(
        all: MessageType.allCases.map(\.rawValue),
        // What Shipping publishes late when its carriers are slow.
        slow: [ShipmentBooked.name, ShipmentDispatched.name],
        // What asks a service to undo something: commands, and the event that the others follow in choreography.
        undoing: [ReleaseStock.name, CancelShipment.name, CancelOrder.name, OrderCancelled.name],
        answeredByOthers: [
            OrderPaid.name, ReserveStock.name, BookShipment.name, StockReserved.name, ShipmentBooked.name, OrderCancelled.name,
        ],
        subject: { "Order-\($0)" })
}
