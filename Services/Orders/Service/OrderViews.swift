import EventSourcing
import Foundation
import GRDB
import HTTPTypes
import Messaging
import ServiceKit
import Synchronization

/// The projections of Orders: what its queries read. To add one is one file beside these and one line here.
final class OrderViews: Sendable {
    static let all: [any Projection] = [OrderListProjection(), SalesProjection(), AuditProjection()]

    let projections: Projections

    /// - Parameter directory: The data directory; the projections' files lie in `views`.
    init(of database: any DatabaseReader, in directory: String) throws {
        projections = try Projections(
            Self.all, of: OrdersTables.store, in: database, directory: URL(filePath: directory).appending(path: "views"))
    }

    /// - Parameter request: May say how far the projection must have come: `?minPosition=17`, the `event-position` of an answer to a command.
    func read<Value>(_ projection: some Projection, for request: MinPosition, _ body: (Database) throws -> Value) throws -> Value
    {
        do {
            return try projections.read(projection.name, upTo: request.position, body)
        } catch let behind as ProjectionBehind {
            throw Problem(.unavailable, behind.description, headers: [.retryAfter: "1"])
        }
    }
}

/// What a service's routes and its background work share, made once they are first needed.
final class SharedViews: Sendable {
    private let views = Mutex<OrderViews?>(nil)

    /// Events that each projection has left to read; 0 before they are opened.
    var gauges: [DatabaseGauge] {
        OrderViews.all.map { projection in
            let name = projection.name
            return DatabaseGauge(
                name: "projection_lag_events", help: "Events that a projection has left to read", labels: [("projection", name)]
            ) { [self] db in
                guard let projections = views.withLock({ $0 })?.projections else { return 0 }
                return Int(try projections.lag(of: name, in: db))
            }
        }
    }

    func get(_ access: ServiceAccess) throws -> OrderViews {
        try views.withLock { views in
            if let views { return views }
            let made = try OrderViews(of: access.database, in: access.configuration.dataDirectory)
            views = made
            return made
        }
    }
}
