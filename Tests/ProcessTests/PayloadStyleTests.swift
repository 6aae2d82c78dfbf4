import Contracts
import Decisions
import EventBus
import Foundation
import GRDB
import Testing

/// Notification and state transfer lead to the same end, by other ways.
@Suite struct PayloadStyleTests {
    @Test(arguments: CoordinationMode.allCases, PayloadStyle.allCases)
    func `an order is completed in either style and either mode`(mode: CoordinationMode, style: PayloadStyle) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode, payloadStyle: style)
            try world.finish()

            #expect(try await world.look(at: order).state == "completed")
            let published = try world.published(about: order)
            #expect(published.count { $0 == "OrderPaid" } == (style == .stateTransfer ? 1 : 0))
            #expect(published.count { $0 == "OrderPaidNotification" } == (style == .notification ? 1 : 0))
            // In choreography Stock and Shipping need the details, in orchestration only the orchestrator.
            let callers = mode == .choreography ? 2 : 1
            #expect(world.calls.answered == (style == .notification ? callers : 0))
        }
    }

    @Test(arguments: CoordinationMode.allCases)
    func `while Orders is away orders with state transfer go on, those with a notification wait and lose no try`(
        mode: CoordinationMode
    ) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let notification = try await world.order(2, mode, payloadStyle: .notification)
            let transfer = try await world.order(3, mode, payloadStyle: .stateTransfer)
            try world.step(.orders)
            world.down = [.orders]
            // Longer than the tries of a failing message last.
            try world.letTimePass(600)

            #expect(try world.published(about: transfer).contains("StockReserved"))
            #expect(try !world.published(about: notification).contains("StockReserved"))
            for name in [World.Name.stock, .shipping, .dispatch] {
                let (queued, letters) = try world[name].read { db in
                    (
                        try Int.fetchAll(db, sql: "SELECT attempts FROM retry_queue WHERE type = 'OrderPaidNotification'"),
                        try Int.fetchOne(db, sql: "SELECT count(*) FROM dead_letters")
                    )
                }
                #expect(queued.allSatisfy { $0 == 0 } && letters == 0)
            }

            try world.finish()
            let ends = [try await world.look(at: notification).state, try await world.look(at: transfer).state]
            #expect(ends.allSatisfy { ["completed", "cancelled"].contains($0) })
        }
    }

    @Test(arguments: CoordinationMode.allCases)
    func `an order that waited for details is completed when Orders is back`(mode: CoordinationMode) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode, payloadStyle: .notification)
            try world.step(.orders)
            world.down = [.orders]
            try world.letTimePass(5)
            #expect(world.calls.answered == 0)
            try world.finish()

            #expect(try await world.look(at: order).state == "completed")
        }
    }

    @Test(arguments: CoordinationMode.allCases)
    func `an answer that is of no use is a failed try, and the next one may help`(mode: CoordinationMode) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode, payloadStyle: .notification)
            world.calls.failing = 3
            try world.finish()

            #expect(try await world.look(at: order).state == "completed")
            #expect(world.calls.failing == 0)
        }
    }

    @Test func `one notification whose answer is of no use holds up no other order`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let first = try await world.order(1, .choreography, payloadStyle: .notification)
            let second = try await world.order(1, .choreography, payloadStyle: .notification)
            world.calls.failing = 1
            try world.letTimePass(0)
            try world.finish()

            for order in [first, second] { #expect(try await world.look(at: order).state == "completed") }
        }
    }
}

extension World {
    /// The types of all messages about this order, in their order on the bus.
    fileprivate func published(about order: Int) throws -> [String] {
        try bus.read(after: 0, types: nil, limit: 10_000).messages.map(\.envelope).filter { $0.subject == "Order-\(order)" }
            .map(\.type)
    }
}
