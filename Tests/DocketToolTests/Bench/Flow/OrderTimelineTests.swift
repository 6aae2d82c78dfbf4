@testable import DocketBench
import EventBus
import Foundation
import Testing

struct OrderTimelineTests {
    private func message(_ id: String, _ type: String, order: Int = 12, cause: String? = nil) -> Envelope {
        Envelope(
            id: id, source: "/orders", type: type, subject: "Order-\(order)", time: Date(timeIntervalSince1970: 0),
            schemaVersion: 1,
            correlationID: "c-\(order)", causationID: cause, mode: "choreography", partitionKey: "Order-\(order)",
            traceparent: "", data: Data(#"{"count":12,"orderId":\#(order),"sku":"A-12"}"#.utf8))
    }

    private var messages: [Envelope] {
        [message("a", "OrderPaid"), message("b", "StockReserved", cause: "a"), message("c", "OrderCompleted", cause: "b")]
    }

    @Test func `it is repeated for another order, with ids of its own and the causes as they were`() throws {
        let told = try #require(OrderTimeline(messages)).copy(for: 999)

        #expect(told.map(\.type) == messages.map(\.type))
        #expect(told.allSatisfy { $0.subject == "Order-999" && $0.partitionKey == "Order-999" })
        #expect(told.map(\.causationID) == [nil, told[0].id, told[1].id])
        #expect(Set(told.map(\.id) + messages.map(\.id)).count == 6)
        #expect(Set(told.map(\.correlationID)).count == 1 && told[0].correlationID != "c-12")
        #expect(String(decoding: told[0].data, as: UTF8.self) == #"{"count":12,"orderId":999,"sku":"A-12"}"#)
    }

    @Test func `its ids are UUIDs of version 7, which stand side by side in an index`() throws {
        let id = try #require(OrderTimeline(messages)).copy(for: 1)[0].id
        #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil, "\(id)")
    }

    @Test func `only completed orders make one`() {
        #expect(OrderTimeline([]) == nil)
        #expect(OrderTimeline(Array(messages.dropLast())) == nil)
    }

    @Test func `on a bus each completed order is found, and nothing else`() throws {
        let bus = InMemoryEventBus()
        var goods = message("g", "StockReceived")
        goods.subject = "SKU-A"
        try bus.append([goods] + messages + [message("x", "OrderPaid", order: 13)])
        let stories = try OrderTimeline.all(on: bus)
        #expect(stories.map { $0.copy(for: 1).count } == [3])
    }
}
