import AsyncHTTPClient
import Contracts
import EventBus
import Foundation
import SQLiteEventBus

/// Four real processes on a fresh data directory, to measure one mode with. Ends them and removes the directory when done.
struct Rig: Sendable {
    let workflow: Workflow
    let installation: Installation
    let supervisor: Supervisor
    let api: DocketAPI
    let stop: StopFlag

    /// Starts the services, lets `body` measure, and cleans up in any case.
    static func with<Result: Sendable>(
        _ workflow: Workflow, binaries: Binaries, stop: StopFlag, _ body: (Rig) async throws -> Result
    ) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "docket-compare-\(UUID().uuidString)")
        let installation = Installation(path: directory.path(percentEncoded: false))
        _ = try installation.create()
        defer {
            // Nothing depends on it any more; what cannot be removed lies in the temporary directory.
            try? FileManager.default.removeItem(at: directory)
        }
        var settings = ServiceSettings()
        settings.portBase = 0
        settings.mode = workflow
        settings.logLevel = "warning"
        let supervisor = Supervisor(
            binaries: binaries, dataDirectory: installation, settings: settings, watcher: SilentWatcher())
        try await supervisor.start()
        let rig = Rig(
            workflow: workflow, installation: installation, supervisor: supervisor,
            api: DocketAPI(installation, http: .shared, timeout: .seconds(30)), stop: stop)
        do {
            let result = try await body(rig)
            await supervisor.stop()
            return result
        } catch {
            await supervisor.stop()
            throw error
        }
    }

    /// Books in so much of every SKU that none runs short.
    func receive(_ skus: [SKU]) async throws {
        try await runner(rate: nil, batch: "goods").receive(500_000, of: skus)
    }

    /// Creates and pays the orders; returns how many were paid.
    ///
    /// - Parameter rate: Orders a second, or `nil` for as fast as they are answered.
    @discardableResult
    func send(_ orders: [LoadOrder], rate: Double?, batch: String) async throws -> Int {
        let tally = LoadTally()
        var source = ListSource(orders)
        try await runner(rate: rate, batch: batch, tally: tally).run(&source)
        guard !stop.isSet else { throw ToolFailure(.tryLater, "stopped") }
        guard tally.current.failedCount == 0 else {
            throw ToolFailure(.failed, "orders failed: \(tally.current.failed.keys.sorted().joined(separator: "; "))")
        }
        return tally.current.paid
    }

    private func runner(rate: Double?, batch: String, tally: LoadTally = LoadTally()) -> LoadRunner {
        LoadRunner(
            api: api, workflows: [workflow], batch: batch, concurrency: 64, rate: rate, tally: tally, stop: stop,
            onBadRow: { _ in })
    }

    /// Waits until so many of the orders after `position` have come to their end (ready, or cancelled).
    func untilDecided(_ count: Int, after position: Int64) async throws {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        let deadline = ContinuousClock.now + .seconds(120)
        var decided = 0
        var position = position
        while decided < count {
            let page = try bus.read(after: position, types: ["OrderReady", "OrderCancelled"], limit: 10_000)
            decided += page.messages.count
            position = page.upTo
            guard !stop.isSet else { throw ToolFailure(.tryLater, "stopped") }
            guard ContinuousClock.now < deadline else {
                throw ToolFailure(.failed, "only \(decided) of \(count) orders came to their end within two minutes")
            }
            if decided < count { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// Waits until every order is closed: completed or cancelled.
    func untilClosed() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let states = try await api.orders.orderSummary()[workflow.rawValue] ?? [:]
            if states.allSatisfy({ $0.key == "completed" || $0.key == "cancelled" || $0.value == 0 }) { return }
            guard ContinuousClock.now < deadline else { throw ToolFailure(.failed, "orders are still open: \(states)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    func position() throws -> Int64 { try withBus { try $0.statistics().last } }

    func read(after position: Int64) throws -> LogReading { try withBus { try LogReading($0, after: position) } }

    private func withBus<Result>(_ body: (SQLiteEventBus) throws -> Result) throws -> Result {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        return try body(bus)
    }

    /// Durable commits so far: of the four databases, and of the bus.
    func commits() async throws -> Int {
        var sum = 0
        for service in ServiceName.allCases {
            let metrics = try await api.client(of: service).metrics()
            sum += (metrics["docket_database_commits_total"] ?? 0) + (metrics["docket_bus_appends_total"] ?? 0)
        }
        return sum
    }
}

/// Orders that are all known beforehand.
struct ListSource: OrderSource {
    let skus: [SKU]
    let count: Int
    private var orders: ArraySlice<LoadOrder>

    init(_ orders: [LoadOrder]) {
        self.orders = orders[...]
        count = orders.count
        skus = Set(orders.flatMap { $0.order.items.map(\.sku) }).sorted()
    }

    mutating func next() -> SourceItem? { orders.popFirst().map(SourceItem.order) }
}

private struct SilentWatcher: SupervisorWatcher {
    func happened(_ event: SupervisorEvent) {}
    func logged(_ line: String, by service: ServiceName) {}
}
