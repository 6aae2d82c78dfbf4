import Contracts
@testable import DocketOperations
import Foundation
import Testing

/// What the logs add to a trace.
struct TraceLogTests {
    private func trace(_ lines: String...) async throws -> Trace {
        let installation = try await TestInstallation()
        let correlation: String? = try installation.value(
            "bus", "SELECT correlation_id FROM messages WHERE id = 'Order-1/OrderPaid'")
        let logs = URL(filePath: installation.path).appending(path: "logs")
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
        let text = lines.joined(separator: "\n").replacing("CORRELATION", with: try #require(correlation))
        try Data(text.utf8).write(to: logs.appending(path: "orders.jsonl"))
        return try Trace.load(.order(1), dataDirectory: installation.path)
    }

    @Test func `a call comes before what it led to, with its duration`() async throws {
        let trace = try await trace(
            #"{"time":"2099-01-01T00:00:00.000000Z","level":"info","service":"orders","message":"call handled","correlationId":"CORRELATION","subject":"Order-1","outcome":"advanced","published":"OrderPaid","type":"POST /orders/1/payment"}"#
        )
        let call = try #require(trace.entries.firstIndex { $0.kind == .call })
        #expect(trace.entries[call].what == "POST /orders/1/payment")
        #expect(trace.entries[call].detail?.hasPrefix("answered after") == true)
        #expect(trace.entries[call + 1].what == "OrderPaid")
    }

    @Test func `lines about other orders, lines that say nothing new and lines that are no JSON are left out`() async throws {
        let trace = try await trace(
            "Fatal error: about CORRELATION",
            #"{"time":"2026-01-01T00:00:00.000000Z","level":"info","service":"orders","message":"timeout fired","correlationId":"x","subject":"Order-12","type":"timeout"}"#,
            #"{"time":"2026-01-01T00:00:00.000000Z","level":"info","service":"orders","message":"message handled","correlationId":"CORRELATION","subject":"Order-1","outcome":"advanced"}"#
        )
        #expect(trace.entries.allSatisfy { $0.kind != .log && $0.kind != .call })
    }

    @Test func `a failure is shown with its error`() async throws {
        let trace = try await trace(
            #"{"time":"2099-01-01T00:00:00.000000Z","level":"warning","service":"orders","message":"message handled","correlationId":"CORRELATION","subject":"Order-1","outcome":"failed","reason":"disk full","type":"ShipmentBooked"}"#
        )
        let line = try #require(trace.entries.last)
        #expect(line.kind == .log && line.what == "message handled ShipmentBooked" && line.detail == "failed: disk full")
    }

    @Test func `why nothing followed from a message is shown where it was handled`() async throws {
        let installation = try await TestInstallation()
        let id: String? = try installation.value(
            "bus", "SELECT id FROM messages WHERE subject = 'Order-1' AND type = 'ShipmentDispatched'")
        let trace = try await trace(
            #"{"time":"2099-01-01T00:00:00.000000Z","level":"info","service":"orders","message":"message handled","messageId":"\#(try #require(id))","subject":"Order-1","outcome":"ignored","reason":"already completed","type":"ShipmentDispatched"}"#
        )
        let handled = trace.entries.filter { $0.kind == .handled && $0.what == "ShipmentDispatched" && $0.service == "orders" }
        #expect(handled.map(\.detail) == ["ignored: already completed"])
    }

    @Test func `the time of a line is read to the microsecond`() {
        #expect(TraceLogs.microseconds("1970-01-01T00:00:01.000002Z") == 1_000_002)
        #expect(TraceLogs.microseconds("yesterday") == nil)
    }
}
