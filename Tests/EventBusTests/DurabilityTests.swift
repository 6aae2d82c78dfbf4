import BusTesting
import EventBus
import EventBusTesting
import Foundation
@testable import SQLiteEventBus
import Synchronization
import Testing

/// Nothing is answered and nothing is shown before it is on the disk. The disk is a function that the test can look into.
@Suite struct DurabilityTests {
    /// A disk that can refuse, and can be looked at in the moment it is asked.
    private final class Disk: Sendable {
        let waits = Atomic<Int>(0)
        let refuses = Atomic<Bool>(false)
        let asked = Mutex<(@Sendable () -> Void)?>(nil)

        func options() -> SQLiteEventBus.Options {
            var options = SQLiteEventBus.Options()
            options.sync = { [self] in
                waits.wrappingAdd(1, ordering: .relaxed)
                asked.withLock { $0 }?()
                if refuses.load(ordering: .relaxed) { throw BusError(.unavailable, "the disk has failed") }
            }
            return options
        }
    }

    private func with(_ body: (SQLiteEventBus, Disk, _ other: SQLiteEventBus, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let disk = Disk()
            let bus = try SQLiteEventBus(directory: directory, options: disk.options())
            defer { bus.close() }
            let other = try SQLiteEventBus(directory: directory)
            defer { other.close() }
            try body(bus, disk, other, directory)
        }
    }

    private func ids(_ bus: SQLiteEventBus) throws -> [String] {
        try bus.read(after: 0, types: nil, limit: 100).messages.map(\.envelope.id)
    }

    @Test func `every append waits for the disk once, and no reader sees its messages before`() throws {
        try with { bus, disk, other, _ throws in
            let seen = Mutex<[[String]]>([])
            disk.asked.withLock { $0 = { seen.withLock { $0.append((try? ids(other)) ?? ["no answer"]) } } }
            let before = disk.waits.load(ordering: .relaxed)
            try bus.append([.made(id: "a"), .made(id: "b")])
            try bus.append([.made(id: "c")])
            #expect(disk.waits.load(ordering: .relaxed) == before + 2)
            #expect(seen.withLock { $0 } == [[], ["a", "b"]])
            #expect(try ids(other) == ["a", "b", "c"])
        }
    }

    @Test func `the notifier wakes only when the disk has been waited for`() throws {
        try with { bus, disk, other, _ throws in
            let notifier = try other.makeNotifier()
            let notified = Atomic<Bool>(false)
            disk.asked.withLock {
                $0 = {
                    let limit = Duration.milliseconds(20)
                    notified.store(ContinuousClock().measure { notifier.wait(atMost: limit) } < limit, ordering: .relaxed)
                }
            }
            try bus.append([.made(id: "a")])
            let notifiedEarly = notified.load(ordering: .relaxed)
            #expect(!notifiedEarly)
            expectNotified(notifier)
        }
    }

    @Test func `an append that the disk refuses fails, shows nothing, and succeeds when it is repeated`() throws {
        try with { bus, disk, other, _ throws in
            disk.refuses.store(true, ordering: .relaxed)
            let error = #expect(throws: BusError.self) { try bus.append([.made(id: "a")]) }
            #expect(error?.code == .unavailable)
            #expect(try ids(other) == [])
            disk.refuses.store(false, ordering: .relaxed)
            #expect(try bus.append([.made(id: "a"), .made(id: "b")]) == [1, 2])
            #expect(try ids(other) == ["a", "b"])
        }
    }

    @Test func `what a killed writer left behind its commit is shown to a reader that looks for long enough`() throws {
        try with { bus, disk, other, _ throws in
            disk.refuses.store(true, ordering: .relaxed)
            _ = #expect(throws: BusError.self) { try bus.append([.made(id: "a")]) }
            let notifier = try other.makeNotifier()
            let deadline = ContinuousClock.now + .seconds(30)
            while try ids(other).isEmpty, .now < deadline { notifier.wait(atMost: .milliseconds(20)) }
            #expect(try ids(other) == ["a"])
        }
    }

    @Test func `the next to open the log makes it durable, and the next to append`() throws {
        try with { bus, disk, other, directory throws in
            disk.refuses.store(true, ordering: .relaxed)
            _ = #expect(throws: BusError.self) { try bus.append([.made(id: "a")]) }
            let reader = try SQLiteEventBus.openReadOnly(directory: directory)
            defer { reader.close() }
            #expect(try ids(reader) == ["a"])
            try other.append([.made(id: "b")])
            #expect(try ids(other) == ["a", "b"])
        }
    }

    @Test func `a process that opens the log announces what a killed writer did not`() throws {
        try with { bus, disk, other, directory throws in
            let notifier = try other.makeNotifier(for: MessageFilter(byMode: ["choreography": ["OrderPaid"]], otherwise: []))
            disk.refuses.store(true, ordering: .relaxed)
            _ = #expect(throws: BusError.self) { try bus.append([.made(id: "a")]) }
            try SQLiteEventBus(directory: directory).close()
            expectNotified(notifier)
            #expect(try ids(other) == ["a"])
        }
    }

    @Test func `a mark that was brought with copied files, before anything was appended, is set right`() throws {
        try withTemporaryDirectory { directory in
            try SQLiteEventBus(directory: directory).close()
            try FileManager.default.removeItem(atPath: directory + "/bus.db")
            let disk = Disk()
            let second = try SQLiteEventBus(directory: directory, options: disk.options())
            defer { second.close() }
            disk.refuses.store(true, ordering: .relaxed)
            _ = #expect(throws: BusError.self) { try second.append([.made(id: "new")]) }
            #expect(try ids(second) == [], "the old mark says that position 1 is durable")
        }
    }
}
