import CompactJSON
import Contracts
import Decisions
import DurableSQLite
import Foundation
import FulfilmentSupport
import GRDB
import Hummingbird
import Instants
import Messaging
import OrdersDomain
import ServiceKit

/// What can be looked up about one order, which is its stream: now, or as it was.
struct OrdersQueries {
    let access: ServiceAccess

    func add(to router: ServiceRouter) {
        router.get("/orders/{id}", use: show)
        router.get("/orders/{id}/history", use: history)
    }

    /// The order now, or as it was: `?version=2`, `?asOf=2026-11-23T16:00:00Z` or `?position=17`.
    @Sendable func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let id = try context.orderID()
        let moment = try OrderMoment(request)
        let version = try request.queryCount("minVersion")
        let view = try await waited(for: version) {
            try await access.database.read { db in
                try moment.map { try OrderHistory.load(id, at: $0, in: db).order } ?? OrderView.load(id, in: db)
            }
        }
        return JSONResponse(view, headers: [.eTag: view.entityTag])
    }

    /// How long a client may wait for a version that is still to come.
    private static let longestWait = Duration.seconds(5)

    /// Looks again until the order has come to this version.
    private func waited(for version: Int?, _ look: () async throws -> OrderView) async throws -> OrderView {
        var view = try await look()
        let deadline = ContinuousClock.now + Self.longestWait
        while let version, view.version < version {
            guard .now < deadline else {
                throw Problem(
                    .unavailable,
                    "order \(view.orderId) is at version \(view.version), not at \(version) yet; ask again in a moment",
                    headers: [.retryAfter: "1"])
            }
            try await Task.sleep(for: .milliseconds(20))
            view = try await look()
        }
        return view
    }

    @Sendable func history(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderHistory> {
        let id = try context.orderID()
        let moment = try OrderMoment(request)
        return JSONResponse(try await access.database.read { db in try OrderHistory.load(id, at: moment, in: db) })
    }
}

extension OrderMoment {
    /// `nil` if the query names none.
    fileprivate init?(_ request: Request) throws {
        let given: [OrderMoment?] = [
            try request.queryCount("version").map { .version($0) },
            try request.query("asOf", expected: "a time like 2026-11-23T16:00:00Z") { Date(timestamp: $0).map { .time($0) } },
            try request.queryCount("position", as: Int64.self).map { .position($0) },
        ]
        let moments = given.compactMap { $0 }
        guard moments.count < 2 else {
            throw Problem(.malformedRequest, "give one of the query parameters 'version', 'asOf' and 'position'")
        }
        guard let moment = moments.first else { return nil }
        self = moment
    }
}
