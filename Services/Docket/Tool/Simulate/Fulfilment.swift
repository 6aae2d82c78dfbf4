import Contracts
import Decisions
import DispatchOrchestratorService
import EventBus
import GRDB
import OrdersService
import ServiceRuntime
import ShippingService
package import Simulation
import StockService

/// The four real services, as a simulation takes them: their handlers and tables, and what may be asked of them.
package enum Fulfilment {
    /// Everywhere the default: what is simulated is what runs.
    static let patience = Patience()
    static let orders = ordersCalls(patience: patience)

    package static func blueprints() -> [SimulatedBlueprint] {
        let builds: [(String, (ServiceConfiguration) -> ServiceBlueprint)] = [
            ("orders", buildOrders), ("stock", buildStock), ("shipping", buildShipping), ("dispatch", buildDispatchOrchestrator),
        ]
        return builds.map { name, build in
            let blueprint = build(ServiceConfiguration(service: name, dataDirectory: "/nowhere", patience: patience))
            return SimulatedBlueprint(handler: blueprint.handler, migrate: { try blueprint.migrate($0) })
        }
    }

    /// Lets the others call Orders back for the details of a payment.
    static func connect(_ world: SimulatedWorld) {
        let orders = world["orders"].answering { notice, db in
            let message = try Message.decode(.orderPaidNotice, version: notice.schemaVersion, from: notice.data)
            guard case .orderPaidNotice(let bell) = message else { throw Refusal(.invalid, "\(notice.type) is no notice") }
            return .orderPaid(try PaymentDetails.of(bell.orderId, version: bell.version, in: db))
        }
        for service in world.services where service.name != "orders" { service.details = orders }
    }

    /// What Shipping says late when its carriers are slow.
    static let saidByCarriers: [MessageType] = [.shipmentBooked, .shipmentDispatched]
    /// What asks somebody to undo something: the commands of the orchestrator, and the event that the others follow without one.
    static let undoing: [MessageType] = [.releaseStock, .cancelShipment, .cancelOrder, .orderCancelled]
}
