import Contracts
@testable import DocketCommandLine
@testable import DocketOperations
import DocketVerify
import Foundation
import SystemPackage
import Testing

/// One timeline out of five databases and the logs.
struct TraceTests {
    private static let orchestrated = OrderID(Sample.orchestrated + Sample.completed)

    /// Whatever a damaged file holds: the trace is shown, and `verify` has findings.
    @Test(arguments: ["position", "time", "schema_version"], [Int64.min, .min + 1, -1, .max - 1, .max])
    func `no number of a message ends a program`(column: String, value: Int64) async throws {
        let installation = try await TestInstallation()
        try installation.change("bus", "UPDATE messages SET \(column) = \(value) WHERE position = 3")
        let order = try #require(OrderID(Sample.completed))
        let trace = try Trace.load(.order(order), dataDirectory: installation.path)
        #expect(!TraceText(trace: trace, terminal: Terminal(.standardOutput, environment: ["NO_COLOR": "1"])).lines.isEmpty)
        #expect(try !installation.verify().isClean)
    }

    @Test func `an order's messages come in the order of their causes, each a step deeper`() async throws {
        let installation = try await TestInstallation()
        let trace = try Trace.load(.order(#require(Self.orchestrated)), dataDirectory: installation.path)
        let messages = trace.entries.filter { $0.kind == .message && $0.depth ?? 0 > 0 }
        #expect(
            messages.map(\.what) == [
                "ReserveStock", "StockReserved", "BookShipment", "ShipmentBooked", "MarkOrderReady", "OrderReady", "OrderPacked",
                "ShipmentDispatched", "OrderCompleted",
            ])
        #expect(messages.map(\.depth) == (1...9).map(Optional.some))
        #expect(messages.allSatisfy { $0.messageId != nil && $0.causationId != nil && $0.position != nil })
    }

    @Test func `handlings, events and decisions stand between the messages`() async throws {
        let installation = try await TestInstallation()
        let trace = try Trace.load(.order(#require(Self.orchestrated)), dataDirectory: installation.path)
        #expect(
            trace.entries.filter { $0.kind == .event }.map(\.what) == [
                "OrderCreated", "OrderPaid", "OrderReady", "OrderCompleted",
            ])
        #expect(
            trace.entries.filter { $0.kind == .decision }.map(\.what) == [
                "reserving", "reserving → booking", "booking → markingReady", "markingReady → ready", "ready → completed",
            ])
        let reserve = trace.entries.filter { $0.messageId == "Order-7/ReserveStock" }
        #expect(reserve.map(\.kind) == [.message, .handled])
        #expect(reserve.map(\.service) == ["dispatch", "stock"])
        #expect(trace.entries.map(\.offset) == trace.entries.map(\.offset).sorted())
        #expect(trace.entries.first?.offset == 0)
    }

    @Test func `a step is shown in the order of its work, whatever was rounded`() async throws {
        let installation = try await TestInstallation()
        let trace = try Trace.load(.order(#require(Self.orchestrated)), dataDirectory: installation.path)
        for (index, entry) in trace.entries.enumerated() where entry.kind == .message && entry.causationId != nil {
            let handled = trace.entries.firstIndex {
                $0.kind == .handled && $0.messageId == entry.causationId && $0.service == entry.service
            }
            #expect(try #require(handled) < index)
        }
    }

    @Test func `a correlation id traces one conversation`() async throws {
        let installation = try await TestInstallation()
        let id: String? = try installation.value("bus", "SELECT correlation_id FROM messages WHERE id = 'Order-7/OrderPaid'")
        let trace = try Trace.load(.correlation(try #require(id)), dataDirectory: installation.path)
        // Creating the order was another call, with a correlation id of its own.
        #expect(trace.entries.filter { $0.kind == .event }.map(\.what) == ["OrderPaid", "OrderReady", "OrderCompleted"])
        #expect(Set(trace.entries.compactMap(\.order)) == [7])
    }

    @Test func `what is unknown has no timeline`() async throws {
        let installation = try await TestInstallation()
        #expect(try Trace.load(.order(999), dataDirectory: installation.path).entries.isEmpty)
        #expect(try Trace.load(.correlation("nobody"), dataDirectory: installation.path).entries.isEmpty)
    }

    @Test func `a number is an order, and so is a stream; anything else is a correlation id`() {
        #expect(Trace.Subject("12") == .order(12))
        #expect(Trace.Subject("Order-12") == .order(12))
        #expect(Trace.Subject("12-ab") == .correlation("12-ab"))
        #expect(Trace.Subject("0") == .correlation("0"))
    }

    @Test func `lines for people have no colours without a terminal, and no spaces at their ends`() async throws {
        let installation = try await TestInstallation()
        let trace = try Trace.load(.order(#require(Self.orchestrated)), dataDirectory: installation.path)
        let lines = TraceText(trace: trace, terminal: Terminal(.standardOutput, environment: ["NO_COLOR": "1"])).lines
        #expect(lines.allSatisfy { !$0.contains("\u{1B}") && $0.last != " " })
        #expect(lines.contains { $0.contains("dispatch        ● BookShipment  ") && $0.hasSuffix("  1000 g to 10115") })
    }
}
