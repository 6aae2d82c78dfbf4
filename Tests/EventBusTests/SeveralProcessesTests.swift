import BusTesting
import EventBus
import EventBusTesting
import Foundation
import SQLiteEventBus
import Testing

/// Processes that race, die and stop.
@Suite struct SeveralProcessesTests {
    @Test func `eight processes may create the bus at once`() throws {
        try withTemporaryDirectory { directory in
            let peers = try (0..<8).map { _ in try BusPeerProcess(directory: directory) }
            for peer in peers { #expect(peer.readLine() == "ready") }
            let answers = try concurrently(Array(peers.enumerated())) { number, peer in
                try peer.ask(PeerRequest(verb: .append, events: [try Self.event("from-\(number)"), try Self.event("same")]))
            }
            for peer in peers { peer.finish() }

            let bus = try SQLiteEventBus(directory: directory)
            defer { bus.close() }
            #expect(try bus.statistics().messages == 9)
            #expect(Set(answers.map(\.last)).count == 1, "all were told the same position of the same message")
        }
    }

    private static func event(_ id: String) throws -> String {
        String(decoding: try CloudEventCoding.sample.encode(.made(id: id)), as: UTF8.self)
    }

    @Test(arguments: 1...3)
    func `what was acknowledged before a kill is there`(round: Int) throws {
        try withTemporaryDirectory { directory in
            let peers = try (0..<2).map { _ in try BusPeerProcess(directory: directory, mode: .stream) }
            var acknowledged: [String] = []
            for number in 0..<round * 60 { acknowledged.append(try #require(peers[number % 2].readLine())) }
            for peer in peers { peer.send(SIGKILL) }
            // What they had appended by then counts as well.
            for peer in peers { while let id = peer.readLine() { acknowledged.append(id) } }
            for peer in peers { peer.finish() }

            let bus = try SQLiteEventBus(directory: directory)
            defer { bus.close() }
            let found = try bus.read(after: 0, types: nil, limit: 100_000).messages
            #expect(Set(acknowledged).subtracting(found.map(\.envelope.id)) == [])
            #expect(found.map(\.position) == Array(1...Position(found.count)))
            #expect(try bus.append([.made(id: "after")]) == [Position(found.count) + 1])
        }
    }

    @Test func `a stopped process that holds the lock is named in time, and nothing is left behind`() throws {
        try withTemporaryDirectory { directory in
            var options = SQLiteEventBus.Options()
            options.lockWait = .milliseconds(200)
            let bus = try SQLiteEventBus(directory: directory, options: options)
            defer { bus.close() }
            let holder = try BusPeerProcess(directory: directory, mode: .hold)
            try #require(holder.readLine() == "holding")

            holder.send(SIGSTOP)
            waitUntilStopped(holder.id)
            let error = #expect(throws: BusError.self) { try bus.append([.made(id: "a")]) }
            #expect(error?.code == .locked)
            #expect(error?.isRetriable == true)
            #expect(error?.message.contains("process \(holder.id) (bus-peer) holds it and is stopped") == true)
            #expect(error?.message.contains("kill -CONT \(holder.id)") == true)
            // Readers need no lock.
            #expect(try bus.read(after: 0, types: nil, limit: 10).messages == [])
            // A second one waits anew.
            #expect(throws: BusError.self) { try bus.acknowledge(1, by: "stock") }

            holder.send(SIGCONT)
            holder.finish()
            #expect(try bus.append([.made(id: "b")]) == [1])
            // No thread of this process kept the lock after giving up.
            let other = try BusPeerProcess(directory: directory, mode: .hold)
            #expect(other.readLine() == "holding")
            other.finish()
        }
    }

    /// A signal is delivered when the kernel gets to it.
    private func waitUntilStopped(_ process: Int32) {
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WSTOPPED | WNOWAIT) != 0, errno == EINTR {}
    }

    @Test func `a lock that is given up late is taken over by the next that waits`() throws {
        try withTemporaryDirectory { directory in
            var options = SQLiteEventBus.Options()
            options.lockWait = .milliseconds(50)
            let bus = try SQLiteEventBus(directory: directory, options: options)
            defer { bus.close() }
            let holder = try BusPeerProcess(directory: directory, mode: .hold)
            try #require(holder.readLine() == "holding")
            let errors = try concurrently(Array(0..<8)) { number in
                do { return try bus.append([.made(id: "\(number)")]).isEmpty ? "" : "appended" } catch { return "\(error)" }
            }
            #expect(errors.allSatisfy { $0.contains("process \(holder.id) (bus-peer) holds it") })
            holder.finish()
            for number in 0..<8 { try bus.append([.made(id: "\(number)")]) }
            #expect(try bus.statistics().messages == 8)
        }
    }
}
