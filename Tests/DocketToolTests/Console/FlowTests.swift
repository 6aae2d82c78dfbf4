import CompactJSON
import Contracts
import Decisions
@testable import DocketConsole
import DocketInstallation
import DurableSQLite
import Foundation
import GRDB
import Messaging
import Testing

/// What the console folds out of the log is what the log has.
struct FlowTests {
    private func log(_ installation: TestInstallation) throws -> FlowLog {
        let log = try FlowLog(Installation(path: installation.path))
        while try log.takeUp() > 0 {}
        return log
    }

    @Test func `at every position as many messages of each type and mode were published as the log has up to there`() async throws
    {
        let installation = try await TestInstallation()
        let log = try log(installation)
        let queue = try DatabaseQueue(path: "\(installation.path)/bus.db")
        #expect(log.last > 40)
        for position in 1...log.last {
            let rows = try queue.read { db in
                try Row.fetchAll(
                    db, sql: "SELECT mode, type, count(*) AS n FROM messages WHERE position <= ? GROUP BY mode, type",
                    arguments: [position])
            }
            let state = log.state(at: position)
            for row in rows {
                let (mode, type, count): (String, String, Int) = (row["mode"], row["type"], row["n"])
                #expect(state.modes[mode]?.published[type] == count, "\(type) in \(mode) at \(position)")
            }
            #expect(state.messages == rows.reduce(0) { $0 + ($1["n"] as Int) })
        }
    }

    @Test func `at the end there are as many orders in each state as Orders has`() async throws {
        let installation = try await TestInstallation()
        let state = try log(installation).state()
        let queue = try DatabaseQueue(path: "\(installation.path)/orders.db", configuration: .withRowChecksums())
        let rows = try queue.read { db in
            try Row.fetchAll(db, sql: "SELECT mode, state, count(*) AS n FROM order_list GROUP BY mode, state")
        }
        #expect(rows.count > 4)
        for row in rows { #expect(state.modes[row["mode"]]?.orders[row["state"]] == row["n"]) }
        let latest = state.modes.values.reduce(0) { $0 + $1.latest.values.reduce(0, +) }
        #expect(latest == rows.reduce(0) { $0 + ($1["n"] as Int) })
    }

    /// What an unknown producer writes is counted, and moves no order to where it was not.
    @Test func `unknown producers, late messages and numbers without end move no order back`() {
        var (reader, flow) = (FlowReader(), Flow())
        for (type, mode, subject) in [
            ("OrderCreated", "choreography", "Order-1"), ("OrderCancelled", "choreography", "Order-1"),
            ("OrderPaid", "choreography", "Order-1"), ("OrderPaid", "orchestration", "Order-1"),
            ("Nonsense", "nonsense", "Order-1"), ("OrderPaid", "choreography", "Order-9223372036854775807"),
            ("OrderPaid", "", ""), ("OrderReady", "orchestration", "Order-01"),
        ] {
            flow.apply(reader.entry(time: .max, type: type, mode: mode, subject: subject))
        }
        let view = FlowView(flow, at: 8)
        #expect(view.modes["choreography"]?.orders == ["cancelled": 1])
        #expect(view.modes["choreography"]?.latest == ["other": 1])
        #expect(view.modes["orchestration"]?.orders == [:] && view.messages == 8)
    }

    @Test func `a cursor goes to the next message of its order, and back`() async throws {
        let installation = try await TestInstallation()
        let log = try log(installation)
        let positions = try await DatabaseQueue(path: "\(installation.path)/bus.db").read { db in
            try Int64.fetchAll(
                db, sql: "SELECT position FROM messages WHERE subject = 'Order-\(Sample.completed)' ORDER BY position")
        }
        let order = UInt32(try #require(OrderID(Sample.completed)).rawValue)
        for (one, next) in zip(positions, positions.dropFirst()) {
            #expect(log.neighbour(of: one, order: order, forwards: true) == next)
            #expect(log.neighbour(of: next, order: order, forwards: false) == one)
        }
        #expect(log.neighbour(of: try #require(positions.last), order: order, forwards: true) == nil)
        #expect(log.neighbour(of: 1, order: nil, forwards: false) == nil)
    }

    @Test func `how long orders took is the time between two messages of the log, and none is counted before it was ready`()
        async throws
    {
        let installation = try await TestInstallation()
        let log = try log(installation)
        let rows = try DatabaseQueue(path: "\(installation.path)/bus.db").read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT r.position, r.mode, r.time - p.time AS took FROM messages r
                    JOIN messages p ON p.subject = r.subject AND p.type IN ('OrderPaid', 'OrderPaidNotification')
                    WHERE r.type = 'OrderReady'
                    """)
        }
        #expect(rows.count >= 2)
        for position in [1, log.last / 2, log.last] {
            let comparison = log.comparison(at: position)
            for mode in CoordinationMode.allCases {
                let took = rows.filter { $0["mode"] == mode.rawValue && $0["position"] <= position }.map { $0["took"] as Int64 }
                    .sorted()
                let found = try #require(comparison.modes[mode.rawValue])
                #expect(found.ready == took.count && found.buckets.reduce(0) { $0 + $1.orders } == took.count)
                #expect(found.p50 == (took.isEmpty ? nil : Double(took[took.count / 2]) / 1_000))
            }
        }
    }

    @Test func `the stretches of the rail have all messages, each once`() async throws {
        let installation = try await TestInstallation()
        let log = try log(installation)
        for count in [1, 3, 7, 10_000] {
            let stretches = log.stretches(count)
            #expect(stretches.reduce(0) { $0 + $1.messages.reduce(0, +) } == log.state().messages)
            #expect(stretches.first?.first == log.first && stretches.last?.last == log.last)
        }
    }

    /// The page folds too. Console and program cannot disagree, because they come to the same JSON at every position.
    @Test(.enabled(if: Node.path != nil, "node is not installed: the page's fold was not compared"))
    func `the page's own fold comes to the same`() async throws {
        let installation = try await TestInstallation()
        let log = try log(installation)
        let entries = log.entries(after: 0, limit: 5_000)
        let states = entries.map { log.state(at: $0.position) }
        let input = try MessageCoding.encode(Recording(model: ConsoleModel(mayAct: false), entries: entries, states: states))
        let output = try await Node.run("compare-fold.mjs", input: input)
        #expect(output == "\(entries.count) states are the same\n")
    }

    private struct Recording: Encodable {
        var model: ConsoleModel
        var entries: [FlowEntryView]
        var states: [FlowView]
    }
}
