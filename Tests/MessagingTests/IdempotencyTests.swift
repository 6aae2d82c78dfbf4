import Foundation
import GRDB
import Messaging
import Testing

@Suite struct IdempotencyTests {
    struct Refused: Error, Equatable {}

    /// Performs one call with a key; its answer is how many effects there were when it was done.
    private func call(
        _ rig: ProcessorFixture, key: String?, request: String = "two mugs", operation: String = "POST /orders",
        refuses: Bool = false
    ) async throws -> Int {
        let calls = rig.calls
        async let answer = calls.perform(operation, origin: .outside) { context in
            try Idempotency.once(key: key, operation: operation, request: Data(request.utf8), in: context) {
                try context.db.execute(sql: "INSERT INTO effects (what) VALUES ('done')")
                if refuses { throw Refused() }
                return try Int.fetchOne(context.db, sql: "SELECT count(*) FROM effects") ?? 0
            }.answer
        }
        await rig.notifier.waitForNotifications(1)
        try rig.step()
        return try await answer
    }

    @Test func `a repeat gets the first answer and does nothing`() async throws {
        let rig = try ProcessorFixture()
        #expect(try await call(rig, key: "k") == 1)
        #expect(try await call(rig, key: "k") == 1)
        #expect(try rig.count("effects") == 1)
    }

    @Test func `a repeat after a restart too`() async throws {
        let rig = try ProcessorFixture()
        #expect(try await call(rig, key: "k") == 1)
        try rig.restart()
        #expect(try await call(rig, key: "k") == 1)
    }

    @Test func `the same key with another request is refused`() async throws {
        let rig = try ProcessorFixture()
        _ = try await call(rig, key: "k")
        await #expect(throws: Idempotency.KeyReused.self) { try await call(rig, key: "k", request: "three mugs") }
        #expect(try rig.count("effects") == 1)
    }

    @Test func `another key, another operation or no key is another request`() async throws {
        let rig = try ProcessorFixture()
        #expect(try await call(rig, key: "k") == 1)
        #expect(try await call(rig, key: "l") == 2)
        #expect(try await call(rig, key: "k", operation: "POST /goods-in") == 3)
        #expect(try await call(rig, key: nil) == 4)
        #expect(try await call(rig, key: nil) == 5)
    }

    @Test func `a request that was refused leaves no key behind and can be repeated`() async throws {
        let rig = try ProcessorFixture()
        await #expect(throws: Refused()) { try await call(rig, key: "k", refuses: true) }
        #expect(try rig.count("idempotency") == 0)
        #expect(try await call(rig, key: "k") == 1)
    }
}
