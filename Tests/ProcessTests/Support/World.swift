import Contracts
import DeterministicSimulation
import DispatchOrchestratorService
import EventBus
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Messaging
import OrdersService
import ServiceKit
import ShippingService
import StockService
import Testing

/// The four services in one process on one bus in memory. The test decides who steps when, and how late it is; the seed decides the rest.
final class World {
    enum Name: String, Sendable, CaseIterable { case orders, stock, shipping, dispatch }

    struct Settings: Sendable {
        var seed: UInt64 = 1
        /// Messages one step takes.
        var batchLimit = 4
        /// Each service crashes and starts again after each of its steps.
        var restartsAlways = false
    }

    let bus: InMemoryEventBus
    let stations: [Name: Station]
    let client: any TestClientProtocol
    /// Services that are not stepped.
    var down: Set<Name> = [] {
        didSet { calls.answers = !down.contains(.orders) }
    }
    /// What the others ask Orders for, and how often.
    let calls: BackCalls
    /// What the customers ordered, by order number.
    var ordered: [Int: [OrderItem]] = [:]
    private let clock: VirtualClock
    private let settings: Settings
    private var random: Seeded
    private var due: [Name: Date] = [:]
    private var seen: Position = 0

    private init(
        _ settings: Settings, _ bus: InMemoryEventBus, _ clock: VirtualClock, _ stations: [Name: Station],
        _ client: any TestClientProtocol, _ calls: BackCalls
    ) {
        self.calls = calls
        self.settings = settings
        self.bus = bus
        self.clock = clock
        self.stations = stations
        self.client = client
        random = Seeded(settings.seed)
    }

    /// Builds a world, lets the test live in it, and forgets it.
    static func run(_ settings: Settings = Settings(), _ body: @escaping @Sendable (World) async throws -> Void) async throws {
        let (bus, clock) = (InMemoryEventBus(), VirtualClock())
        let builds: [Name: (ServiceConfiguration) -> ServiceBlueprint] = [
            .orders: buildOrders, .stock: buildStock, .shipping: buildShipping, .dispatch: buildDispatchOrchestrator,
        ]
        let environment = ProcessEnvironment(now: { clock.now }, random: Seeded.shared(settings.seed))
        var stations: [Name: Station] = [:]
        for (name, build) in builds {
            stations[name] = try Station(
                name.rawValue, on: bus, environment: environment, batchLimit: settings.batchLimit, build: build)
        }
        let all = stations
        let calls = BackCalls(to: try #require(stations[.orders]).database)
        for (name, station) in stations where name != .orders { try station.ask(calls) }
        // One server has the routes of all four: their paths differ.
        let server = buildHTTPServer(
            configuration: ServiceConfiguration(service: "all", dataDirectory: "/nowhere"), registry: PrometheusRegistry(),
            logger: Logger(label: "http") { _ in SwiftLogNoOpLogHandler() }, readiness: { [] },
            routes: { router in
                for station in all.values { station.blueprint.routes(router, station.access) }
            })
        try await server.test(.router) { client in
            try await body(World(settings, bus, clock, all, client, calls))
        }
    }

    subscript(name: Name) -> Station {
        guard let station = stations[name] else { preconditionFailure("no \(name)") }
        return station
    }

    // MARK: Steps

    /// One step of one service. True if there may be more to do.
    @discardableResult
    func step(_ name: Name) throws -> Bool {
        let report = try self[name].step()
        due[name] = report.nextDue
        if settings.restartsAlways { try self[name].restart() }
        return try isThereNews() || report.handled > 0 || !report.isIdle
    }

    /// True if anything was published since the last call.
    private func isThereNews() throws -> Bool {
        let end = try bus.read(after: seen, types: [], limit: 1).upTo
        defer { seen = end }
        return end > seen
    }

    /// One step of any service, as chance has it.
    func stepAnyone() throws {
        guard let name = up.randomElement(using: &random) else { return }
        try step(name)
    }

    /// Steps all services, in a random order each round, until none of them has work. No time passes.
    func runUntilQuiet() throws {
        var moves = true
        while moves {
            moves = false
            for name in up.shuffled(using: &random) where try step(name) { moves = true }
        }
    }

    private var up: [Name] { Name.allCases.filter { !down.contains($0) } }

    // MARK: Time

    /// Lets time pass, from one thing that is due to the next, at most so many seconds. Ends early when nothing is due any more.
    func letTimePass(_ seconds: Double = 100_000) throws {
        let end = clock.now.addingTimeInterval(seconds)
        try runUntilQuiet()
        while let next = up.compactMap({ due[$0] }).min(), next <= end {
            // A second at least: a message that a fault holds back need not be looked at every few milliseconds.
            clock.advance(to: max(next, clock.now.addingTimeInterval(1)))
            try runUntilQuiet()
        }
    }

    /// Everybody works, until nothing is left to do.
    func finish() throws {
        down = []
        try letTimePass()
        for station in stations.values {
            // One that has just started relays first what its database still has.
            _ = try station.step()
            try station.checkpoint()
        }
    }
}
