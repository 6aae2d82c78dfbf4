import Contracts
import Decisions
import DurableSQLite
import FulfilmentSupport
import GRDB
import Hummingbird
import Messaging
import ServiceKit
import ShippingDomain

/// Carriers, which can be switched off and on, and shipments.
struct ShippingRoutes {
    /// What may be changed of a carrier. A client that sends back what it got may leave the rest in it, as it was.
    struct CarrierSwitch: Codable, Sendable {
        var enabled: Bool
        var id: CarrierID?
        var name: String?
        var maxWeightGrams: Int?
        var unservedAreas: [String]?

        func changesMore(than carrier: Carrier) -> Bool {
            id ?? carrier.id != carrier.id || name ?? carrier.name != carrier.name
                || maxWeightGrams ?? carrier.maxWeightGrams != carrier.maxWeightGrams
                || unservedAreas ?? carrier.unservedAreas != carrier.unservedAreas
        }
    }

    struct CarrierList: Codable, Sendable {
        var carriers: [Carrier]
    }

    let access: ServiceAccess

    func add(to router: ServiceRouter) {
        router.get("/carriers", use: carriers)
        router.get("/carriers/{id}", use: carrier)
        router.put("/carriers/{id}", use: switchCarrier)
        router.get("/shipments", use: shipments)
        router.get("/shipments/{id}", use: shipment)
    }

    @Sendable func carriers(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<CarrierList> {
        JSONResponse(CarrierList(carriers: try await access.database.read { db in try ShippingTables(db).carriers() }))
    }

    @Sendable func carrier(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<Carrier> {
        let id: CarrierID = try context.identifier("id")
        return JSONResponse(try await access.database.read { db in try ShippingCalls.carrier(id, in: ShippingTables(db)) })
    }

    @Sendable func switchCarrier(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<Carrier> {
        let id: CarrierID = try context.identifier("id")
        let change: CarrierSwitch = try await request.decode(context: context)
        let carrier = try await access.calls.perform("PUT /carriers/{id}", origin: context.origin()) { context in
            guard try !change.changesMore(than: ShippingCalls.carrier(id, in: ShippingTables(context.db))) else {
                throw Refusal(.invalid, "only 'enabled' of a carrier can be changed; send the rest as it is, or leave it out")
            }
            return try ShippingCalls.switchCarrier(id, on: change.enabled, in: context)
        }
        return JSONResponse(carrier)
    }

    @Sendable func shipments(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<ShipmentList> {
        let page = try PageRequest(request)
        let (after, state) = (try page.afterNumber(), try request.query("state", as: Shipment.State.self))
        let found = try await access.database.read { db in
            try ShippingTables(db).shipments(state: state, after: after, limit: page.limit)
        }
        let next = found.next(limit: page.limit).flatMap { OrderID($0) }
        return JSONResponse(
            ShipmentList(shipments: found.elements.map(ShipmentView.init), damaged: found.damaged, next: next),
            headers: request.linkToNextPage(after: next))
    }

    @Sendable func shipment(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<ShipmentView> {
        let order = try context.orderID()
        let found = try await access.database.read { db in try ShippingTables(db).shipment(of: order) }
        guard let found else { throw Problem(.notFound, "Shipping has not heard of order \(order)") }
        return JSONResponse(ShipmentView(found))
    }
}

/// A shipment as HTTP shows it.
struct ShipmentView: Codable, Sendable {
    var orderId: OrderID
    var state: String
    var shipTo: Address?
    var totalWeightGrams: Int?
    var carrierId: CarrierID?
    var trackingNumber: TrackingNumber?
    var failure: BookingFailure?

    init(_ shipment: Shipment) {
        orderId = shipment.orderId
        state = shipment.state.rawValue
        shipTo = shipment.shipTo
        totalWeightGrams = shipment.totalWeightGrams
        carrierId = shipment.carrierId
        trackingNumber = shipment.trackingNumber
        failure = shipment.failure
    }
}

struct ShipmentList: Codable, Sendable {
    var shipments: [ShipmentView]
    /// Orders whose shipments were left out, because what is stored of them is damaged; absent if there is none.
    var damaged: [Int]?
    var next: OrderID?
}
