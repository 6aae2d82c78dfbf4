import Contracts
import EventBus
import Foundation
import GRDB
import Testing

/// A bell and a plate lead to the same end, by other ways.
@Suite struct EventStyleTests {
    @Test(arguments: Workflow.allCases, EventStyle.allCases)
    func `an order is completed in either style and either mode`(workflow: Workflow, style: EventStyle) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, workflow, events: style)
            try world.finish()

            #expect(try await world.look(at: order).state == "completed")
            let said = try world.said(about: order)
            #expect(said.count { $0 == "OrderPaid" } == (style == .stateTransfer ? 1 : 0))
            #expect(said.count { $0 == "OrderPaidNotice" } == (style == .notification ? 1 : 0))
            // In choreography Stock and Shipping need the details, in orchestration only who leads.
            let callers = workflow == .choreography ? 2 : 1
            #expect(world.calls.answered == (style == .notification ? callers : 0))
        }
    }

    @Test(arguments: Workflow.allCases)
    func `while Orders is away orders with a plate go on, those with a bell wait and lose no try`(workflow: Workflow) async throws
    {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let bell = try await world.order(2, workflow, events: .notification)
            let plate = try await world.order(3, workflow, events: .stateTransfer)
            try world.step(.orders)
            world.down = [.orders]
            // Longer than the tries of a failing message last.
            try world.letTimePass(600)

            #expect(try world.said(about: plate).contains("StockReserved"))
            #expect(try !world.said(about: bell).contains("StockReserved"))
            for name in [World.Name.stock, .shipping, .dispatch] {
                let (parked, letters) = try world[name].read { db in
                    (
                        try Int.fetchAll(db, sql: "SELECT attempts FROM parked WHERE type = 'OrderPaidNotice'"),
                        try Int.fetchOne(db, sql: "SELECT count(*) FROM dead_letters")
                    )
                }
                #expect(parked.allSatisfy { $0 == 0 } && letters == 0)
            }

            try world.finish()
            let ends = [try await world.look(at: bell).state, try await world.look(at: plate).state]
            #expect(ends.allSatisfy { ["completed", "cancelled"].contains($0) })
        }
    }

    @Test(arguments: Workflow.allCases)
    func `an order that waited for details is completed when Orders is back`(workflow: Workflow) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, workflow, events: .notification)
            try world.step(.orders)
            world.down = [.orders]
            try world.letTimePass(5)
            #expect(world.calls.answered == 0)
            try world.finish()

            #expect(try await world.look(at: order).state == "completed")
        }
    }

    @Test(arguments: Workflow.allCases)
    func `an answer that is of no use is a failed try, and the next one may help`(workflow: Workflow) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, workflow, events: .notification)
            world.calls.failing = 3
            try world.finish()

            #expect(try await world.look(at: order).state == "completed")
            #expect(world.calls.failing == 0)
        }
    }

    @Test func `one bell whose answer is of no use holds up no other order`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let first = try await world.order(1, .choreography, events: .notification)
            let second = try await world.order(1, .choreography, events: .notification)
            world.calls.failing = 1
            try world.letTimePass(0)
            try world.finish()

            for order in [first, second] { #expect(try await world.look(at: order).state == "completed") }
        }
    }
}

extension World {
    /// The types of all messages about this order, in their order on the bus.
    fileprivate func said(about order: Int) throws -> [String] {
        try bus.read(after: 0, types: nil, limit: 10_000).messages.map(\.envelope).filter { $0.subject == "Order-\(order)" }
            .map(\.type)
    }
}
