package import Contracts
package import Decisions
package import DocketClient
import DocketCommandLine
package import DocketInstallation
package import DocketLoad
package import DocketSupervisor
import DocketVerify
import EventBus
import Foundation
import SQLiteEventBus
import Verification

/// Four real processes on a fresh data directory, to measure with. Ends them and removes the directory when done.
package struct Rig: Sendable {
    /// Of the orders that are sent without saying otherwise.
    package let mode: CoordinationMode
    package let installation: Installation
    package let supervisor: Supervisor
    package let api: DocketAPI
    package let stop: StopFlag

    /// Starts the services, lets `body` measure, and cleans up in any case.
    ///
    /// - Parameters:
    ///   - mode: Of the orders that are sent without saying otherwise.
    ///   - payloadStyle: How the payments of these orders are published; the services' default if `nil`.
    ///   - watcher: Called with each start and end of a process.
    package static func with<Result: Sendable>(
        _ mode: CoordinationMode, payloadStyle: PayloadStyle? = nil, binaries: Binaries, stop: StopFlag,
        watcher: any SupervisorWatcher = SilentWatcher(),
        policy: SupervisionPolicy = SupervisionPolicy(), _ body: (Rig) async throws -> Result
    ) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "docket-rig-\(UUID().uuidString)")
        let installation = Installation(path: directory.path(percentEncoded: false))
        _ = try installation.create()
        defer {
            // Nothing depends on it any more; what cannot be removed lies in the temporary directory.
            try? FileManager.default.removeItem(at: directory)
        }
        var settings = ServiceSettings()
        settings.portBase = 0
        settings.mode = mode
        settings.payloadStyle = payloadStyle
        settings.logLevel = "warning"
        let supervisor = try Supervisor(
            binaries: binaries, dataDirectory: installation, settings: settings, watcher: watcher, policy: policy)
        try await supervisor.start()
        let rig = Rig(
            mode: mode, installation: installation, supervisor: supervisor,
            api: DocketAPI(installation, timeout: .seconds(30)), stop: stop)
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
    package func receive(_ skus: [SKU]) async throws {
        let runner = runner(modes: [mode], rate: nil, batch: "goods", concurrency: 1, tally: LoadTally())
        try await runner.receive(500_000, of: skus)
    }

    /// Creates and pays the orders; returns how many were paid.
    ///
    /// - Parameters:
    ///   - modes: Each order is sent once in each of them; in the rig's own without it.
    ///   - rate: Orders a second, or `nil` for as fast as they are answered.
    ///   - concurrency: Orders under way at once. With a rate this must be more than there ever are, or late answers slow the load.
    ///   - onPaid: Called with each paid order, and when it was due.
    @discardableResult
    package func send(
        _ orders: [LoadOrder], as modes: [CoordinationMode]? = nil, rate: Double?, batch: String, concurrency: Int = 64,
        onPaid: @escaping @Sendable (OrderID, ContinuousClock.Instant) -> Void = { _, _ in }
    ) async throws -> Int {
        let tally = LoadTally()
        var source = ListSource(orders)
        var runner = runner(
            modes: modes ?? [mode], rate: rate, batch: batch, concurrency: concurrency, tally: tally)
        runner.onPaid = onPaid
        try await runner.run(&source)
        try checkStop()
        guard tally.current.failedCount == 0 else {
            throw ToolFailure(.failed, "orders failed: \(tally.current.failed.keys.sorted().joined(separator: "; "))")
        }
        return tally.current.paid
    }

    package func runner(
        modes: [CoordinationMode], rate: Double?, batch: String, concurrency: Int, tally: LoadTally
    ) -> LoadRunner {
        LoadRunner(
            api: api, modes: modes, batch: batch, concurrency: concurrency, rate: rate, tally: tally, stop: stop,
            onLeftOut: { _ in })
    }

    /// Ends the measurement when it is to stop.
    package func checkStop() throws {
        if stop.isSet { throw ToolFailure(.tryLater, "stopped") }
    }

    /// Waits until so many of the orders after `position` have come to their end (ready, or cancelled).
    package func untilDecided(_ count: Int, after position: Int64) async throws {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        let deadline = ContinuousClock.now + .seconds(120)
        var decided = 0
        var position = position
        while decided < count {
            let page = try bus.read(after: position, types: ["OrderReady", "OrderCancelled"], limit: 10_000)
            decided += page.messages.count
            position = page.upTo
            try checkStop()
            guard ContinuousClock.now < deadline else {
                throw ToolFailure(.failed, "only \(decided) of \(count) orders came to their end within two minutes")
            }
            if decided < count { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// Waits until every order is closed: completed or cancelled.
    package func untilClosed() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let states = try await api.orders.orderSummary().mapValues { states in
                states.filter { $0.key != "completed" && $0.key != "cancelled" && $0.value > 0 }
            }
            if states.values.allSatisfy(\.isEmpty) { return }
            try checkStop()
            guard ContinuousClock.now < deadline else { throw ToolFailure(.failed, "orders are still open: \(states)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    package func position() throws -> Int64 { try withBus { try $0.statistics().last } }

    /// Positions between the end of the log and the consumer that is furthest behind. Consumers say how far they are once a second.
    package func lag() throws -> Int64 { try withBus { try $0.statistics().consumers.map(\.lag).max() ?? 0 } }

    /// How many messages of this type came after the position.
    package func count(_ type: MessageType, after position: Int64) throws -> Int {
        try withBus { bus in
            var (count, position) = (0, position)
            while true {
                let page = try bus.read(after: position, types: [type.rawValue], limit: 10_000)
                count += page.messages.count
                guard page.upTo > position else { return count }
                position = page.upTo
            }
        }
    }

    package func read(after position: Int64) throws -> LogReading { try withBus { try LogReading($0, after: position) } }

    private func withBus<Result>(_ body: (SQLiteEventBus) throws -> Result) throws -> Result {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        return try body(bus)
    }

    /// Durable commits so far: of the four databases, and of the bus.
    package func commits() async throws -> Int {
        var sum = 0
        for service in ServiceName.allCases {
            let metrics = try await api.client(of: service).metrics()
            sum += (metrics["docket_database_commits_total"] ?? 0) + (metrics["docket_bus_appends_total"] ?? 0)
        }
        return sum
    }
}

/// Looks on and says nothing.
struct SilentWatcher: SupervisorWatcher {
    func happened(_ event: SupervisorEvent) {}
    func logged(_ line: String, by service: ServiceName) {}
}

extension Rig {
    /// What `docket verify` finds once nothing is left to be done; empty when all is well.
    ///
    /// The last messages of an order are still being handled when it is completed, so this waits for them.
    package func violations() async throws -> [String] {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            let report = try Verifier.verify(dataDirectory: installation.path)
            guard report.isClean, !report.isDrained else { return report.violations.map(\.finding) }
            guard ContinuousClock.now < deadline else { return ["nobody works off what is left: \(report.backlog)"] }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
