@testable import DocketOperations
import Testing

/// A timeline tells causes before effects, whatever the clocks of the services said.
struct TraceOrderTests {
    private func message(_ type: String, at time: Int64, _ position: Int64, cause: String? = nil) -> TraceEntry {
        var entry = TraceEntry(.message, at: time, by: "stock", type)
        (entry.position, entry.messageId, entry.causationId) = (position, "m\(position)", cause)
        return entry
    }

    private func handled(_ position: Int64, at time: Int64) -> TraceEntry {
        var entry = TraceEntry(.handled, at: time, by: "orders", "handled \(position)")
        (entry.position, entry.messageId) = (position, "m\(position)")
        return entry
    }

    @Test func `after a clock was set back the log's order holds, and each entry keeps its time`() {
        let hour: Int64 = 3_600_000_000
        let entries = Trace.ordered([
            message("StockReserved", at: 10 + hour, 1), message("ShipmentBooked", at: 20, 2, cause: "m1"), handled(1, at: 5),
            handled(2, at: 30),
        ])
        #expect(entries.map(\.what) == ["StockReserved", "handled 1", "ShipmentBooked", "handled 2"])
        #expect(entries.map(\.microseconds).contains(20))
    }

    @Test func `the second call of a conversation begins where its own effects begin`() {
        func event(at time: Int64) -> TraceEntry {
            var entry = TraceEntry(.event, at: time, by: "orders", "event")
            entry.correlationId = "c"
            return entry
        }
        func call(answered time: Int64) -> TraceEntry {
            var entry = TraceEntry(.call, at: time, by: "orders", "call")
            entry.correlationId = "c"
            return entry
        }
        let calls = Trace.atTheirBeginnings([call(answered: 110), call(answered: 510)], [event(at: 100), event(at: 500)])
        #expect(calls.map(\.microseconds) == [100, 500])
    }
}
