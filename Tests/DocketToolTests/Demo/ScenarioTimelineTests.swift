import CompactJSON
import Contracts
import Decisions
@testable import DocketCommandLine
@testable import DocketDemo
import EventBus
import Foundation
import Synchronization
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ScenarioTimelineTests {
    private let told = Told()

    /// Keeps the output.
    private final class Told: Sendable {
        private let kept = Mutex<[TimelineEntry]>([])
        var lines: [TimelineEntry] { kept.withLock { $0 } }
        func add(_ line: TimelineEntry) { kept.withLock { $0.append(line) } }
    }

    private func storyboard() -> ScenarioTimeline {
        let board = ScenarioTimeline { [told] in told.add($0) }
        board.begin()
        return board
    }

    private func envelope(
        _ message: any Message, order: String, id: String = UUID().uuidString, at time: Date = .now
    ) throws -> Envelope {
        Envelope(
            id: id, source: "/stock", type: message.typeName, subject: message.subject, time: time, schemaVersion: 1,
            correlationID: order, causationID: nil, mode: "choreography", partitionKey: message.subject, traceparent: "",
            data: try MessageCoding.encode(message))
    }

    private let reserved = StockReserved(
        orderId: 1, items: [ItemQuantity(sku: "MUG", quantity: 2)], warehouseId: "MAIN", totalWeightGrams: 800)

    @Test func `a message is shown with its service, the order's name and what matters`() throws {
        let board = storyboard()
        board.record(.init(position: 1, envelope: try envelope(reserved, order: "demo-A")))
        let line = try #require(told.lines.first)
        #expect(line.who == "stock")
        #expect(line.what == "StockReserved")
        #expect(line.order == "A")
        #expect(line.detail == "2 x MUG from MAIN")
        let plain = Terminal(.standardOutput, environment: ["NO_COLOR": "1"])
        #expect(line.text(on: plain).hasSuffix("s  stock     StockReserved           order A    2 x MUG from MAIN"))
    }

    @Test func `a message without the order's correlation is known by its subject`() throws {
        let board = storyboard()
        board.record(.init(position: 1, envelope: try envelope(reserved, order: "demo-A")))
        board.record(.init(position: 2, envelope: try envelope(reserved, order: "something-else")))
        #expect(told.lines.map(\.order) == ["A", "A"])
    }

    @Test func `a message that was held back is shown when it comes, with its own time`() throws {
        let board = storyboard()
        board.record(.init(position: 1, envelope: try envelope(reserved, order: "demo-A", at: .now.addingTimeInterval(-2))))
        #expect(told.lines.first?.detail?.contains("(said 2.0") == true)
    }

    @Test func `orders of a group are counted and not shown one by one`() throws {
        let board = storyboard()
        for number in 1...3 {
            let message = OrderReady(orderId: try #require(OrderID(number)))
            board.record(.init(position: Int64(number), envelope: try envelope(message, order: "demo-rush-\(number)")))
        }
        #expect(told.lines.isEmpty)
        #expect(board.count(.orderReady, of: "rush") == 3)
        #expect(board.count(.orderReady, of: "ru") == 0)
        #expect(board.count(.orderReady) == 3)
    }

    @Test func `a wait ends as soon as its moment comes`() async throws {
        let board = storyboard()
        async let met = board.wait(for: .init(type: .stockReserved, order: "A", times: 2), within: .seconds(50))
        board.record(.init(position: 1, envelope: try envelope(reserved, order: "demo-A")))
        board.record(.init(position: 2, envelope: try envelope(reserved, order: "demo-A")))
        #expect(try await met)
    }

    @Test func `a wait for what does not come ends at its limit`() async throws {
        let board = storyboard()
        board.record(.init(position: 1, envelope: try envelope(reserved, order: "demo-B")))
        #expect(try await !board.wait(for: .init(type: .stockReserved, order: "A"), within: .milliseconds(20)))
    }

    @Test func `a moment that has come already is not waited for`() async throws {
        let board = storyboard()
        board.record(.init(position: 1, envelope: try envelope(reserved, order: "demo-A")))
        #expect(try await board.wait(for: .init(type: .stockReserved, order: "A"), within: .zero))
    }

    @Test func `the feed hands on what was there before and what comes after, each once`() async throws {
        let bus = InMemoryEventBus()
        let board = storyboard()
        try bus.append([envelope(reserved, order: "demo-A", id: "1")])
        let feed = try BusFeed(bus) { board.record($0) }
        #expect(try await board.wait(for: .init(type: .stockReserved), within: .seconds(50)))
        try bus.append([envelope(reserved, order: "demo-A", id: "2")])
        #expect(try await board.wait(for: .init(type: .stockReserved, times: 2), within: .seconds(50)))
        feed.stop()
        #expect(board.count(.stockReserved) == 2)
    }
}
