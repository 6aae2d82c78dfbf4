import DispatchOrchestratorService
import EventBus
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Logging
import Messaging
import NIOCore
import OrdersService
import ServiceKit
import ShippingService
import SQLiteEventBus
import StockService
import Synchronization

/// The four real services over a data directory, in this process, stepped by hand: it makes the files that tests look at.
final class Workshop: Sendable {
    private let bus: SQLiteEventBus
    private let benches: [Bench]
    private let server: HTTPServer

    init(_ directory: String) throws {
        let bus = try SQLiteEventBus(directory: directory)
        let builds: [(String, (ServiceConfiguration) -> ServiceBlueprint)] = [
            ("orders", buildOrders), ("stock", buildStock), ("shipping", buildShipping), ("dispatch", buildDispatchOrchestrator),
        ]
        let benches = try builds.map { try Bench($0, directory: directory, bus: bus, build: $1) }
        self.bus = bus
        self.benches = benches
        // One server has the routes of all four: their paths differ.
        server = buildHTTPServer(
            configuration: ServiceConfiguration(service: "all", dataDirectory: directory), registry: PrometheusRegistry(),
            logger: .silent, readiness: { [] },
            routes: { router in for bench in benches { bench.blueprint.routes(router, bench.access) } })
    }

    /// Posts JSON, which the service handles at once; what follows from it waits for ``drain(without:)``.
    @discardableResult
    func post(_ path: String, _ body: String = "{}") async throws -> String {
        try await server.test(.router) { client in
            let response = try await client.execute(
                uri: path, method: .post, headers: [.contentType: "application/json"], body: ByteBuffer(string: body))
            guard response.status.code < 300 else { throw Failed(path: path, answer: String(buffer: response.body)) }
            return String(buffer: response.body)
        }
    }

    /// Steps the services until none has anything left to do; those that are named stand still.
    func drain(without absent: Set<String> = []) throws {
        let working = benches.filter { !absent.contains($0.service) }
        var before: Int64 = -1
        while try bus.statistics().last > before {
            before = try bus.statistics().last
            for bench in working { try bench.step() }
        }
        for bench in working { try bench.checkpoint() }
    }

    /// Closes the files. They are then whole: no write-ahead log is left beside them.
    func close() throws {
        for bench in benches { try bench.close() }
        bus.close()
    }

    struct Failed: Error {
        var path: String
        var answer: String
    }
}

/// One service, stepped by the workshop in its turn, and by a call, which wakes it and is answered by that very step.
private final class Bench: Notifier {
    let service: String
    let blueprint: ServiceBlueprint
    let access: ServiceAccess
    private let database: DatabasePool
    private let processor = Mutex<MessageProcessor?>(nil)

    init(
        _ service: String, directory: String, bus: SQLiteEventBus, build: (ServiceConfiguration) -> ServiceBlueprint
    ) throws {
        self.service = service
        let configuration = ServiceConfiguration(service: service, dataDirectory: directory)
        let late = LateNotifier()
        let calls = CallPort(notifier: late)
        blueprint = build(configuration)
        database = try ServiceDatabase.open(URL(filePath: "\(directory)/\(service).db"))
        try blueprint.migrate(database)
        access = ServiceAccess(calls: calls, database: database, configuration: configuration)
        let dependencies = MessageProcessor.Dependencies(
            handler: blueprint.handler, database: database, bus: bus, calls: calls, logger: .silent)
        try HistoryCheck.bind(service, database, to: bus)
        try processor.withLock { $0 = try MessageProcessor(dependencies) }
        late.notifier.withLock { $0 = self }
    }

    func step() throws { try processor.withLock { _ = try $0?.step() } }
    func checkpoint() throws { try processor.withLock { try $0?.checkpoint() } }

    func close() throws {
        processor.withLock { $0 = nil }
        // Closing does this only if the connection that writes happens to be the last.
        try database.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try database.close()
    }

    func notify() {
        // A step that fails leaves the call unanswered, and the test with it: better to stop here.
        do { try step() } catch { fatalError("the step that should have answered a call failed: \(error)") }
    }

    func wait(atMost limit: Duration) {}
}

/// The port is made before the bench that it wakes for.
private final class LateNotifier: Notifier {
    let notifier = Mutex<Bench?>(nil)
    func notify() { notifier.withLock { $0 }?.notify() }
    func wait(atMost limit: Duration) {}
}

extension Logger {
    fileprivate static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
