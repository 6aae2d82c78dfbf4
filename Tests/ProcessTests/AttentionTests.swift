import Contracts
import Decisions
import EventBus
import Foundation
import GRDB
import Messaging
import ServiceKit
import Testing

/// A compensation that fails: it is repeated, then raised to a person, who ends it.
@Suite struct AttentionTests {
    private struct Standing: Equatable {
        var phase: String
        var attention: String?
    }

    private func standing(of order: Int, in world: World) throws -> Standing? {
        try world[.dispatch].read { db in
            try Row.fetchOne(db, sql: "SELECT phase, attention FROM sagas WHERE order_id = ?", arguments: [order])
                .map { Standing(phase: $0[0], attention: $0[1]) }
        }
    }

    private func letters(at name: World.Name, in world: World) throws -> [DeadLetter] {
        try world[name].read { db in try DeadLetters.list(limit: 9, in: db) }
    }

    private func act(_ path: String, in world: World) async throws -> Int {
        try await world.act(path, by: "ada", why: "Stock is mended")
    }

    @Test func `it is repeated, raised with its reason, and goes on when it is resumed`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            world[.stock].faults.rules.fail = [.init(type: ReleaseStock.name)]
            let order = try await world.order(2, .orchestration, to: "99999")
            try world.letTimePass(1_000)
            #expect(try await world.look(at: order).refunded != nil, "the money waits for nobody")
            let standing = try #require(try standing(of: order, in: world))
            #expect(standing.phase == "compensating")
            #expect(standing.attention?.contains("ReleaseStock asked for") == true)
            #expect(try letters(at: .stock, in: world).map(\.envelope.type) == ["ReleaseStock"])

            world[.stock].faults.rules.fail = []
            #expect(try await act("/sagas/\(order)/resume", in: world) == 200)
            try world.finish()
            #expect(try self.standing(of: order, in: world) == Standing(phase: "cancelled"))
            let record = try world[.dispatch].read { db in try Interventions.list(limit: 9, in: db) }
            #expect(record.map(\.action.rawValue) == ["resumeSaga"] && record.map(\.by) == ["ada"])
        }
    }

    @Test func `one compensation that fails does not hold up the other`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            world.holdBack(.shipmentBooked, seconds: 100_000)
            world[.shipping].faults.rules.fail = [.init(type: CancelShipment.name)]
            let order = try await world.order(2, .orchestration)
            try world.letTimePass(1_000)
            let state = try world[.stock].read { db in
                try String.fetchOne(db, sql: "SELECT state FROM reservations WHERE order_id = ?", arguments: [order])
            }
            #expect(state == "released")
            #expect(try standing(of: order, in: world)?.attention?.contains("CancelShipment") == true)
        }
    }

    @Test func `in choreography it is a dead letter where it fails, and retrying it ends it`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            world[.stock].faults.rules.fail = [.init(type: OrderCancelled.name, times: 8)]
            let order = try await world.order(2, .choreography, to: "99999")
            try world.letTimePass(1_000)
            let letter = try #require(try letters(at: .stock, in: world).first)
            #expect(letter.attempts == 8 && letter.reason == .attemptsExhausted)
            _ = try await world[.stock].access.calls.perform("retry", origin: .byHand) { context in
                try DeadLetterActions.retry(letter.position, by: Signature(by: "ada", why: "mended"), in: context)
            }
            try world.finish()
            try await expectRefunded(order, because: .noCarrier, in: world)
        }
    }

    @Test func `a saga that was closed asks for nothing any more`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, .orchestration)
            world.down = [.stock]
            try world.runUntilQuiet()
            #expect(try await act("/sagas/\(order)/close", in: world) == 200)
            #expect(try await act("/sagas/\(order)/close", in: world) == 200, "a repeat is answered like the first")
            #expect(try await act("/sagas/\(order)/resume", in: world) == 409)
            try world.letTimePass(5_000)
            #expect(try standing(of: order, in: world) == Standing(phase: "closed"))
            #expect(try await world.look(at: order).state == "paid")
        }
    }

    @Test func `an order that is given up by hand is refunded and undone`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            world.down = [.shipping]
            let order = try await world.order(2, .orchestration)
            try world.runUntilQuiet()
            #expect(try await act("/sagas/\(order)/compensate", in: world) == 200)
            try world.finish()
            try await expectRefunded(order, because: .timedOut, in: world)
        }
    }

    @Test func `a coordinator that asks too late learns that the order is ready`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, .orchestration)
            // The answer to the pivot is lost on its way for so long that the orchestrator gives up.
            world.holdBack(.orderReady, seconds: 150)
            try world.letTimePass(120)
            try world.finish()
            #expect(try standing(of: order, in: world) == Standing(phase: "completed"))
            #expect(try await world.look(at: order).state == "completed")
        }
    }
}

extension Origin {
    fileprivate static let byHand = Origin(correlationID: "by hand", mode: .choreography, trace: "")
}
