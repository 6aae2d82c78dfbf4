import CompactJSON
import Contracts
import Decisions
import Foundation
import HTTPTypes
import HummingbirdTesting
import Instants
import NIOCore
import Testing

/// An order as it was, over the real routes; and a change that is refused because another was first.
@Suite struct TimeTravelTests {
    private struct Change: Decodable, Equatable {
        var field: String
        var before: String?
        var after: String?

        private enum CodingKeys: String, CodingKey { case field, before, after }

        init(_ field: String, _ before: String?, _ after: String?) {
            (self.field, self.before, self.after) = (field, before, after)
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            field = try container.decode(String.self, forKey: .field)
            // Only words are compared here: what is no text counts as absent.
            before = try? container.decode(String.self, forKey: .before)
            after = try? container.decode(String.self, forKey: .after)
        }
    }

    private struct History: Decodable {
        struct Event: Decodable {
            var version: Int
            var position: Int64
            var type: String
            var time: Date
            var changes: [Change]
        }
        var order: World.OrderAnswer
        var events: [Event]
    }

    private func get<Answer: Decodable>(_ path: String, _ world: World, as: Answer.Type = Answer.self) async throws -> Answer {
        let response = try await world.client.executeRequest(uri: path, method: .get, headers: [:], body: nil)
        try #require(response.status == .ok, "\(path): \(String(buffer: response.body))")
        return try MessageCoding.decode(Answer.self, from: Data(response.body.readableBytesView))
    }

    private func status(_ path: String, _ world: World) async throws -> Int {
        try await world.client.executeRequest(uri: path, method: .get, headers: [:], body: nil).status.code
    }

    @Test(arguments: CoordinationMode.allCases)
    func `each version of an order is shown as it was, with what changed`(mode: CoordinationMode) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let other = try await world.order(1, mode)
            let order = try await world.order(2, mode)
            try world.finish()
            let history: History = try await get("/orders/\(order)/history", world)
            #expect(history.events.map(\.type) == ["OrderCreated", "OrderPaid", "OrderReady", "OrderCompleted"])
            #expect(history.events[1].changes.contains(Change("state", "created", "paid")))
            #expect(history.events[1].changes.map(\.field) == ["paid", "state"])
            #expect(history.events[2].changes == [Change("state", "paid", "ready")])

            for (event, state) in zip(history.events, ["created", "paid", "ready", "completed"]) {
                let path = "/orders/\(order)"
                let byVersion: World.OrderAnswer = try await get("\(path)?version=\(event.version)", world)
                let byPosition: World.OrderAnswer = try await get("\(path)?position=\(event.position)", world)
                #expect(byVersion.state == state && byPosition == byVersion)
                let past: History = try await get("\(path)/history?version=\(event.version)", world)
                #expect(past.events.count == event.version && past.order == byVersion)
            }
            // In a world whose clock is stopped several events have one time; the last of them is the state then.
            let states = ["OrderCreated": "created", "OrderPaid": "paid", "OrderReady": "ready", "OrderCompleted": "completed"]
            for event in history.events {
                let then: World.OrderAnswer = try await get("/orders/\(order)?asOf=\(event.time.timestamp)", world)
                let last = history.events.last { $0.time <= event.time }
                #expect(then.state == states[last?.type ?? ""])
            }
            let before = history.events[0].time.addingTimeInterval(-0.002)
            #expect(try await status("/orders/\(order)?asOf=\(before.timestamp)", world) == 404)
            #expect(try await status("/orders/\(other)?asOf=1999-01-01T00:00:00Z", world) == 404)
        }
    }

    @Test func `a moment that is none, or not one alone, is refused`() async throws {
        try await World.run { world in
            let order = try await world.order(1, .choreography, pays: false)
            for (query, status) in [
                ("version=2", 404), ("version=0", 400), ("version=x", 400), ("asOf=yesterday", 400), ("position=0", 400),
                ("version=1&position=1", 400), ("version=1&version=1", 400), ("version=1", 200),
            ] {
                #expect(try await self.status("/orders/\(order)?\(query)", world) == status, "\(query)")
                #expect(try await self.status("/orders/\(order)/history?\(query)", world) == status, "\(query)")
            }
            #expect(try await status("/orders/99?version=1", world) == 404)
        }
    }

    @Test func `a caller that has seen an older version changes nothing and is refused`() async throws {
        try await World.run { world in
            let order = try await world.order(1, .choreography, pays: false)
            let seen = try await world.client.executeRequest(uri: "/orders/\(order)", method: .get, headers: [:], body: nil)
            let tag = try #require(seen.headers[.eTag])
            #expect(tag == "\"1\"")
            func send(_ path: String, _ tag: String) async throws -> Int {
                try await world.client.executeRequest(
                    uri: "/orders/\(order)/\(path)", method: .post, headers: [.contentType: "application/json", .ifMatch: tag],
                    body: ByteBuffer(string: "{}")
                ).status.code
            }
            #expect(try await send("payment", "\"7\"") == 412)
            #expect(try await send("payment", "W/\"1\"") == 400)
            #expect(try await world.look(at: order).state == "created")
            #expect(try await send("payment", tag) == 200)
            // A caller cancels who still believes that it is not paid.
            #expect(try await send("cancellation", tag) == 412)
            #expect(try await world.look(at: order).state == "paid")
            #expect(try await send("cancellation", "*") == 200)
        }
    }
}
