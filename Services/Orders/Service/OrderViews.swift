import EventSourcing
import Foundation
import GRDB
import HTTPTypes
import ServiceKit
import Synchronization

/// The projections of Orders: what is asked about many orders is read from them. To add one is one file beside these and one line here.
///
/// Routes, metrics and the loop that keeps them up share one of these; the files are opened when they are first needed.
final class OrderViews: Sendable {
    static let all: [any Projection] = [OrderListProjection(), SalesProjection(), AuditProjection()]

    private let opened = Mutex<Projections?>(nil)
    /// Reading may first have to carry events in, so it is done beside the threads that answer.
    private let queue = DispatchQueue(label: "projections", attributes: .concurrent)

    func projections(_ access: ServiceAccess) throws -> Projections {
        try opened.withLock { opened in
            if let opened { return opened }
            let directory = URL(filePath: access.configuration.dataDirectory).appending(path: "views")
            let made = try Projections(Self.all, of: OrdersTables.store, in: access.database, directory: directory)
            opened = made
            return made
        }
    }

    /// - Throws: ``Problem`` (503) if the projection has too much to read first; and what `body` throws.
    func read<Value: Sendable>(
        _ projection: some Projection, _ access: ServiceAccess, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        let projections = try projections(access)
        do {
            return try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try projections.read(projection.name, body) }) }
            }
        } catch let behind as ProjectionBehind {
            throw Problem(.unavailable, behind.description, headers: [.retryAfter: "1"])
        }
    }

    /// Events that each projection has left to read; 0 before they are opened.
    var gauges: [DatabaseGauge] {
        Self.all.map(\.name).map { name in
            DatabaseGauge(
                name: "projection_lag_events", help: "Events that a projection has left to read", labels: [("projection", name)]
            ) { [self] db in
                guard let projections = opened.withLock({ $0 }) else { return 0 }
                return Int(try projections.lag(of: name, in: db))
            }
        }
    }
}
