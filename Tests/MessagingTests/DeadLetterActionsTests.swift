import Contracts
import Decisions
import DeterministicSimulation
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import Testing

/// What people do about dead letters.
@Suite struct DeadLetterActionsTests {
    private static let types = MessageTypes(ScriptedHandler.types)

    static func signature() throws -> Signature { try Signature(by: "ada", why: "the sender was mended") }

    /// A rig with the letter `m1` at position 1, and `m2` of the same order handled after it.
    private func rigWithDeadLetter() throws -> ProcessorFixture {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1"]
        try rig.publish("m1")
        try rig.publish("m2")
        for _ in 0..<3 {
            try rig.step()
            rig.clock.advance(by: 60)
        }
        try #require(try rig.deadLetters.map(\.position) == [1])
        return rig
    }

    private func rigWithUnreadable() throws -> ProcessorFixture {
        let rig = try ProcessorFixture()
        var broken = Envelope.made("m1")
        broken.data = Data(#"{"orderId":"1"}"#.utf8)
        try rig.publish(broken)
        try rig.step()
        try #require(try rig.deadLetters.map(\.reason) == [.unreadable])
        return rig
    }

    @Test func `a letter that is tried again and goes through is history`() async throws {
        let rig = try rigWithDeadLetter()
        rig.script.failing = []
        let letter = try await rig.call { try DeadLetterActions.retry(1, by: Self.signature(), in: $0) }
        #expect(letter.state == .retrying)
        try rig.step()
        #expect(try rig.effects == ["m2", "m1"])
        let history = try rig.history(of: 1)
        #expect(history.letter.state == .handled)
        #expect(history.attempts.count == 3)
        #expect(history.interventions.map(\.action) == [.retryDeadLetter])
        #expect(history.interventions.map(\.by) == ["ada"])
        #expect(try rig.deadLetters.isEmpty, "it is no open letter any more")
        #expect(try rig.count("retry_queue") == 0)
    }

    @Test func `one that fails again has all its tries anew and then waits again, its story going on`() async throws {
        let rig = try rigWithDeadLetter()
        _ = try await rig.call { try DeadLetterActions.retry(1, by: Self.signature(), in: $0) }
        for _ in 0..<3 {
            try rig.step()
            rig.clock.advance(by: 60)
        }
        let history = try rig.history(of: 1)
        #expect(history.letter.state == .waiting && history.letter.attempts == 6)
        #expect(history.attempts.map(\.number) == [1, 2, 3, 4, 5, 6])
    }

    @Test func `while it is tried again later messages of the order wait behind it`() async throws {
        let rig = try rigWithDeadLetter()
        _ = try await rig.call { try DeadLetterActions.retry(1, by: Self.signature(), in: $0) }
        try rig.publish("m3")
        try rig.step()
        #expect(try rig.effects == ["m2"])
        rig.script.failing = []
        rig.clock.advance(by: 1)
        try rig.step()
        #expect(try rig.effects == ["m2", "m1", "m3"])
    }

    @Test func `a retry survives a crash before it was done`() async throws {
        let rig = try rigWithDeadLetter()
        rig.script.failing = []
        _ = try await rig.call { try DeadLetterActions.retry(1, by: Self.signature(), in: $0) }
        try rig.restart()
        try rig.step()
        #expect(try rig.effects == ["m2", "m1"])
    }

    @Test func `asking twice is asking once`() async throws {
        let rig = try rigWithDeadLetter()
        for _ in 0..<2 { _ = try await rig.call { try DeadLetterActions.discard(1, by: Self.signature(), in: $0) } }
        #expect(try rig.history(of: 1).interventions.map(\.action) == [.discardDeadLetter])
        rig.script.failing = []
        for _ in 0..<3 { _ = try await rig.call { try DeadLetterActions.retry(1, by: Self.signature(), in: $0) } }
        #expect(try rig.history(of: 1).interventions.map(\.action) == [.discardDeadLetter, .retryDeadLetter])
    }

    @Test func `a corrected copy is handled under the id of the original, and both are on record`() async throws {
        let rig = try rigWithUnreadable()
        let correction = DeadLetterActions.Correction(data: Data(#"{"orderId":1}"#.utf8))
        for _ in 0..<2 {
            _ = try await rig.call { try DeadLetterActions.edit(1, to: correction, of: Self.types, by: Self.signature(), in: $0) }
        }
        try rig.step()
        #expect(try rig.effects == ["m1"])
        let history = try rig.history(of: 1)
        #expect(history.letter.state == .handled)
        let edit = try #require(history.interventions.first)
        #expect(history.interventions.count == 1)
        #expect(edit.before?.contains(#"{"orderId":"1"}"#) == true)
        #expect(edit.after?.contains(#"{"orderId":1}"#) == true)
        #expect(
            try rig.bus.read(after: 0, types: nil, limit: 9).messages.first?.envelope.data == Data(#"{"orderId":"1"}"#.utf8))
    }

    @Test(arguments: [#"{"orderId":"1"}"#, "{}", "no JSON", #"{"orderId":2}"#])
    func `a copy that is no better is refused and changes nothing`(_ data: String) async throws {
        let rig = try rigWithUnreadable()
        let before = try rig.history(of: 1)
        let refusal = await #expect(throws: Refusal.self) {
            try await rig.call { context in
                try DeadLetterActions.edit(1, to: .init(data: Data(data.utf8)), of: Self.types, by: Self.signature(), in: context)
            }
        }
        #expect(refusal?.code == .invalid)
        #expect(try rig.history(of: 1) == before)
    }

    @Test func `a dead letter of an unknown mode is mended by naming one`() async throws {
        let rig = try ProcessorFixture()
        var broken = Envelope.made("m1")
        broken.mode = "anarchy"
        try rig.publish(broken)
        try rig.step()
        // As it is, it comes straight back.
        _ = try await rig.call { try DeadLetterActions.retry(1, by: Self.signature(), in: $0) }
        #expect(try rig.step().nextDue == nil)
        #expect(try rig.history(of: 1).letter.state == .waiting)
        let correction = DeadLetterActions.Correction(data: broken.data, mode: .choreography)
        _ = try await rig.call { try DeadLetterActions.edit(1, to: correction, of: Self.types, by: Self.signature(), in: $0) }
        try rig.step()
        #expect(try rig.effects == ["m1"])
    }

    @Test func `what is discarded stays on record, and stays discarded when it is delivered again`() async throws {
        let rig = try rigWithDeadLetter()
        _ = try await rig.call { try DeadLetterActions.discard(1, by: Self.signature(), in: $0) }
        #expect(try rig.deadLetters.isEmpty)
        #expect(try rig.history(of: 1).letter.state == .discarded)
        let all = try await rig.database.read { db in
            try DeadLetters.list(.init(states: Set(DeadLetter.State.allCases)), limit: 9, in: db)
        }
        #expect(all.map(\.state) == [.discarded])
    }

    @Test func `one that is delivered once more and handled then waits for nobody any more`() throws {
        let rig = try rigWithDeadLetter()
        rig.script.failing = []
        rig.bus.redelivers = 1
        try rig.publish("m3")
        try rig.step()
        #expect(try rig.effects == ["m2", "m1", "m3"])
        #expect(try rig.history(of: 1).letter.state == .handled)
        #expect(try rig.deadLetters.isEmpty)
    }

    @Test func `a damaged one is left out of the list by its position, and the others are tried again`() async throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1", "m2"]
        for number in 1...2 { try rig.publish("m\(number)", about: OrderID(number) ?? 1) }
        for _ in 0..<3 {
            try rig.step()
            rig.clock.advance(by: 60)
        }
        try await rig.database.write { db in
            let checksum = try Int64.fetchOne(db, sql: "SELECT checksum FROM dead_letters WHERE position = 1")
            db.add(function: DatabaseFunction("row_checksum", pure: true) { _ in checksum })
            try db.execute(sql: "DROP TRIGGER dead_letters_checked; UPDATE dead_letters SET error = 'x' WHERE position = 1")
            try RowChecksums.add(to: db)
        }
        let page = try await rig.database.read { db in try DeadLetters.page(.init(), after: 0, limit: 9, in: db) }
        #expect(page.elements.map(\.position) == [2] && page.damaged == [1])
        rig.script.failing = []
        let tried = try await rig.call { try DeadLetterActions.retryAll(.attemptsExhausted, by: Self.signature(), in: $0) }
        #expect(tried.map(\.position) == [2])
    }

    @Test func `many are tried again by their reason`() async throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1", "m2", "m3"]
        for number in 1...3 { try rig.publish("m\(number)", about: OrderID(number) ?? 1) }
        var broken = Envelope.made("m4", about: 4)
        broken.data = Data("{}".utf8)
        try rig.publish(broken)
        for _ in 0..<3 {
            try rig.step()
            rig.clock.advance(by: 60)
        }
        rig.script.failing = []
        let letters = try await rig.call { try DeadLetterActions.retryAll(.attemptsExhausted, by: Self.signature(), in: $0) }
        #expect(letters.map(\.position) == [1, 2, 3])
        try rig.step()
        #expect(try rig.effects == ["m1", "m2", "m3"])
        #expect(try rig.deadLetters.map(\.position) == [4])
    }

    @Test func `what is not there, or done with, is refused`() async throws {
        let rig = try rigWithDeadLetter()
        await #expect(throws: Refusal(.notFound, "there is no dead letter at position 2")) {
            try await rig.call { try DeadLetterActions.retry(2, by: Self.signature(), in: $0) }
        }
        rig.script.failing = []
        _ = try await rig.call { try DeadLetterActions.retry(1, by: Self.signature(), in: $0) }
        try rig.step()
        let refusal = await #expect(throws: Refusal.self) {
            try await rig.call { try DeadLetterActions.discard(1, by: Self.signature(), in: $0) }
        }
        #expect(refusal?.code == .conflict)
    }

    @Test(arguments: [("", "why"), ("ada", ""), ("a\u{7}da", "why"), ("ada", String(repeating: "x", count: 1001))])
    func `no action without a name and a reason`(_ by: String, _ why: String) {
        #expect(throws: Refusal.self) { try Signature(by: by, why: why) }
    }
}
