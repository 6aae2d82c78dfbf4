import Contracts
import Foundation
import GRDB
import Hummingbird
import MessageProcessing
import ServiceRuntime
import StockDomain

/// `POST /goods-in`, and what can be looked up: levels and reservations.
struct StockRoutes {
    /// Items one delivery may list.
    static let itemLimit = 10_000
    static let usualWarehouse: WarehouseID = "MAIN"
    static let usualUnitWeightGrams = 500

    struct Delivery: Codable, Sendable {
        struct Item: Codable, Sendable {
            var sku: SKU
            var quantity: Quantity
            var warehouseId: WarehouseID?
            var unitWeightGrams: Int?
        }
        var items: [Item]
    }

    struct Levels: Codable, Sendable {
        var levels: [StockLevel]
        /// Pass it as `after` to read on; absent at the end.
        var next: SKU?
    }

    let access: ServiceAccess

    func add(to router: ServiceRouter) {
        router.post("/goods-in", use: receive)
        router.get("/stock", use: list)
        router.get("/stock/{sku}", use: show)
        router.get("/reservations", use: reservations)
        router.get("/reservations/{id}", use: reservation)
    }

    @Sendable func receive(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<Levels> {
        let delivery: Delivery = try await request.decode(context: context, limit: BodyLimit.bulk)
        guard (1...Self.itemLimit).contains(delivery.items.count) else {
            throw Problem(.invalidRequest, "a delivery lists 1 to \(Self.itemLimit) items, not \(delivery.items.count)")
        }
        guard delivery.items.allSatisfy({ (0...100_000_000).contains($0.unitWeightGrams ?? 0) }) else {
            throw Problem(.invalidRequest, "unitWeightGrams is 0 to 100,000,000")
        }
        let key = try request.idempotencyKey()
        let levels = try await access.once("POST /goods-in", key: key, request: delivery, origin: context.origin()) { context in
            try book(delivery, in: context)
        }
        return JSONResponse(levels)
    }

    private func book(_ delivery: Delivery, in context: Context) throws -> Levels {
        for item in delivery.items {
            let warehouse = item.warehouseId ?? Self.usualWarehouse
            let known = try StockTables.levels(of: item.sku, in: context.db).first { $0.warehouseId == warehouse }
            let weight = item.unitWeightGrams ?? known?.unitWeightGrams ?? Self.usualUnitWeightGrams
            try StockTables.receive(item.quantity, of: item.sku, at: warehouse, weight: weight, in: context.db)
            try context.say(
                .stockReceived(
                    StockReceived(sku: item.sku, quantity: item.quantity, warehouseId: warehouse, unitWeightGrams: weight)))
        }
        return Levels(levels: try StockTables.levels(of: delivery.items.map(\.sku), in: context.db).sorted { $0.sku < $1.sku })
    }

    @Sendable func list(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<Levels> {
        let page = try PageRequest(request)
        let levels = try await access.database.read { db in
            try StockTables.levels(after: page.after ?? "", limit: page.limit, in: db)
        }
        let isFull = Set(levels.map(\.sku)).count == page.limit
        return JSONResponse(Levels(levels: levels, next: isFull ? levels.last?.sku : nil))
    }

    @Sendable func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<Levels> {
        let sku: SKU = try context.identifier("sku")
        let levels = try await access.database.read { db in try StockTables.levels(of: sku, in: db) }
        guard !levels.isEmpty else { throw Problem(.notFound, "no unit of \(sku) ever came in") }
        return JSONResponse(Levels(levels: levels))
    }

    @Sendable func reservations(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<ReservationList> {
        let page = try PageRequest(request)
        let (after, state) = (try page.afterNumber(), try request.query("state", as: Reservation.State.self))
        let found = try await access.database.read { db in
            try StockTables.reservations(state: state, after: after, limit: page.limit, in: db)
        }
        let next = found.count == page.limit ? found.last?.orderId : nil
        return JSONResponse(ReservationList(reservations: found.map(ReservationView.init), next: next))
    }

    @Sendable func reservation(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<ReservationView> {
        let order = try context.orderID()
        let found = try await access.database.read { db in try StockTables.reservation(of: order, in: db) }
        guard let found else { throw Problem(.notFound, "Stock has not heard of order \(order)") }
        return JSONResponse(ReservationView(found))
    }
}

/// A reservation as HTTP shows it.
struct ReservationView: Codable, Sendable {
    var orderId: OrderID
    var state: String
    var warehouseId: WarehouseID?
    var items: [ItemQuantity]
    var totalWeightGrams: Int
    var shortages: [Shortage]

    init(_ reservation: Reservation) {
        orderId = reservation.orderId
        state = reservation.state.rawValue
        warehouseId = reservation.warehouseId
        items = reservation.items
        totalWeightGrams = reservation.totalWeightGrams
        shortages = reservation.shortages
    }
}

struct ReservationList: Codable, Sendable {
    var reservations: [ReservationView]
    var next: OrderID?
}
