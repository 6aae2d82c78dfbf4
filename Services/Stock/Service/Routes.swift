import Contracts
import DurableSQLite
import Foundation
import FulfilmentSupport
import GRDB
import Hummingbird
import Messaging
import ServiceKit
import StockDomain

/// `POST /goods-in`, and what can be looked up: levels and reservations.
struct StockRoutes {
    let access: ServiceAccess

    func add(to router: ServiceRouter) {
        router.post("/goods-in", use: receive)
        router.get("/stock", use: list)
        router.get("/stock/{sku}", use: show)
        router.get("/reservations", use: reservations)
        router.get("/reservations/{id}", use: reservation)
    }

    @Sendable func receive(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<StockLevels> {
        let delivery: Delivery = try await request.decode(context: context, limit: BodyLimit.bulk)
        try delivery.check()
        let key = try request.idempotencyKey()
        let levels = try await access.once("POST /goods-in", key: key, request: delivery, origin: context.origin()) { context in
            try StockCalls.receive(delivery, in: context)
        }
        return JSONResponse(levels)
    }

    @Sendable func list(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<StockLevels> {
        let page = try PageRequest(request)
        let levels = try await access.database.read { db in
            try StockTables(db).levels(after: page.after ?? "", limit: page.limit)
        }
        let isFull = Set(levels.keys).count == page.limit
        let next = isFull ? levels.keys.last.flatMap { SKU($0) } : nil
        return JSONResponse(
            StockLevels(levels: levels.elements, damaged: levels.damaged, next: next),
            headers: request.linkToNextPage(after: next))
    }

    @Sendable func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<StockLevels> {
        let sku: SKU = try context.identifier("sku")
        let levels = try await access.database.read { db in try StockTables(db).levels(of: sku) }
        guard !levels.isEmpty else { throw Problem(.notFound, "no unit of \(sku) ever came in") }
        return JSONResponse(StockLevels(levels: levels))
    }

    @Sendable func reservations(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<ReservationList> {
        let page = try PageRequest(request)
        let (after, state) = (try page.afterNumber(), try request.query("state", as: Reservation.State.self))
        let found = try await access.database.read { db in
            try StockTables(db).reservations(state: state, after: after, limit: page.limit)
        }
        let next = found.next(limit: page.limit).flatMap { OrderID($0) }
        return JSONResponse(
            ReservationList(reservations: found.elements.map(ReservationView.init), damaged: found.damaged, next: next),
            headers: request.linkToNextPage(after: next))
    }

    @Sendable func reservation(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<ReservationView> {
        let order = try context.orderID()
        let found = try await access.database.read { db in try StockTables(db).reservation(of: order) }
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
    /// Orders whose reservations were left out, because what is stored of them is damaged; absent if there is none.
    var damaged: [Int]?
    var next: OrderID?
}
