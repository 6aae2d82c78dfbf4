import Contracts
import Decisions
import EventBus
import Foundation
import GRDB
import Messaging
import Testing

/// A service that gives no answer in time, and answers that come too late.
@Suite struct SilenceTests {
    @Test(arguments: CoordinationMode.allCases, [World.Name.stock, .shipping])
    func `a step without an answer is asked for again, then undone`(_ mode: CoordinationMode, _ silent: World.Name) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode)
            world.down = [silent]
            try world.letTimePass(300)
            #expect(try await world.look(at: order).state == "cancelled", "the money is back though somebody is silent")
            try world.finish()
            try await expectRefunded(order, because: .timedOut, in: world)
        }
    }

    @Test(arguments: CoordinationMode.allCases, [World.Name.orders, .dispatch])
    func `a service that coordinates is back and the order goes through`(_ mode: CoordinationMode, _ silent: World.Name)
        async throws
    {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode)
            world.down = [silent]
            try world.letTimePass(1_000)
            try world.finish()
            #expect(try await world.look(at: order).state == "completed")
            try expectBalanced(world)
        }
    }

    @Test(arguments: CoordinationMode.allCases)
    func `silence that ends before the last repeat does no harm`(_ mode: CoordinationMode) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode)
            world.down = [.stock]
            try world.letTimePass(45)
            try world.finish()
            #expect(try await world.look(at: order).state == "completed")
            try expectBalanced(world)
        }
    }

    @Test(arguments: CoordinationMode.allCases, [MessageType.stockReserved, .shipmentBooked])
    func `an answer that comes after its compensation changes nothing`(_ mode: CoordinationMode, _ late: MessageType) async throws
    {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode)
            world.holdBack(late, seconds: 5_000)
            try world.letTimePass(2_000)
            #expect(try await world.look(at: order).state == "cancelled")
            #expect(try !world.wasPublished(late))
            try world.finish()
            #expect(try world.wasPublished(late))
            try await expectRefunded(order, because: .timedOut, in: world)
        }
    }

    @Test func `a late answer is compensated again, under an id of its own`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            try await world.order(2, .orchestration)
            world.holdBack(.stockReserved, seconds: 5_000)
            try world.finish()
            let releases = try world.bus.read(after: 0, types: ["ReleaseStock"], limit: 10).messages.map(\.envelope.id)
            #expect(releases == ["Order-1/ReleaseStock", "Order-1/ReleaseStock/1"])
        }
    }
}

extension World {
    /// Every service holds its messages of this type back for so long.
    func holdBack(_ type: MessageType, seconds: Double) {
        for station in stations.values { station.faults.rules.hold.append(.init(type: type.rawValue, seconds: seconds)) }
    }

    func wasPublished(_ type: MessageType) throws -> Bool {
        try !bus.read(after: 0, types: [type.rawValue], limit: 1).messages.isEmpty
    }
}
