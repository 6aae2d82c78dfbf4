import EventBus
import Foundation
import Synchronization

/// Makes what was committed durable, outside of the writer lock, and keeps readers from what is not durable yet.
///
/// A commit under the lock puts messages into the write-ahead log; the wait for the disk comes after the lock was released. So while
/// one process waits, others commit and wait beside it, and the disk serves them together: with four processes two and a half
/// times as many waits a second as one after the other (`docket bench bus`). `append` returns when the wait is over, and no reader is
/// shown a message before: no effect can rest on a message that a power failure takes back.
///
/// SQLite itself still waits for the disk around every WAL checkpoint (`synchronous = NORMAL`), so the order on the disk is right.
final class Durability: Sendable {
    /// Something beyond the mark that stays there for so long was left by a process that was killed between its commit and the disk.
    private static let timeouts = Duration.milliseconds(200)

    /// `nil` where there is none: a log that was copied without its other files.
    private let mark: DurableMark?
    private let sync: @Sendable () throws -> Void
    /// Of a bus that was opened for reading only, which cannot move the mark: how far it has waited for the disk itself.
    private let own = Atomic<Int64>(0)
    private let isWritable: Bool
    private let left = Mutex<(last: Position, since: ContinuousClock.Instant)?>(nil)
    private let failed = Atomic<Bool>(false)

    init(mark: DurableMark?, isWritable: Bool, sync: @escaping @Sendable () throws -> Void) {
        self.mark = mark
        self.isWritable = isWritable
        self.sync = sync
    }

    var position: Position { max(mark?.position ?? 0, own.load(ordering: .relaxed)) }

    /// True after the disk has refused once: what it holds of the write-ahead log is uncertain until a WAL checkpoint has moved it.
    var hasFailed: Bool { failed.load(ordering: .relaxed) }

    func hasBeenMended() { failed.store(false, ordering: .relaxed) }

    /// Waits until everything up to `last`, which was committed before this call, is on the disk.
    func secure(_ last: Position) throws(BusError) {
        guard last > position else { return }
        try wait()
        if let mark, isWritable { mark.raise(to: last) } else { own.store(last, ordering: .relaxed) }
    }

    private func wait() throws(BusError) {
        do {
            try sync()
        } catch {
            failed.store(true, ordering: .relaxed)
            throw (error as? BusError) ?? BusError(.unavailable, "the log cannot be written to the disk: \(error)")
        }
    }

    /// How far readers may see, when `last` is the last position that was committed.
    func visible(of last: Position) throws(BusError) -> Position {
        let position = position
        guard last > position else { return last }
        guard hasBeenLeft(last, beyond: position) else { return position }
        try secure(last)
        return last
    }

    private func hasBeenLeft(_ last: Position, beyond position: Position) -> Bool {
        left.withLock { left in
            guard let seen = left, seen.last > position else {
                left = (last, .now)
                return false
            }
            return .now - seen.since > Self.timeouts
        }
    }

    /// For a log that is being opened under the writer lock.
    ///
    /// - Throws: ``BusError/Code/mismatch`` if this is not the log that the mark is about, or not all of it: positions that were given
    ///   once are not given again.
    func begin(at last: Position, of log: LogID, in files: BusFiles) throws(BusError) {
        guard let mark else { return }
        if mark.log == nil || mark.position == 0 { mark.begin(log) }
        try mark.check(mark.position, end: last, of: log, in: files)
        try wait()
        mark.raise(to: last)
    }
}

extension DurableMark {
    /// Before a log is made where there is none: a log that had messages is not begun anew.
    func checkIsThere(_ files: BusFiles) throws(BusError) {
        guard files.databaseFile == nil, log != nil, position > 0 else { return }
        throw BusError(
            .mismatch,
            """
            \(files.database) is missing, and positions up to \(position) were given in it. Put it back, with its bus.db-wal, or restore \
            all files together from a backup
            """)
    }

    /// - Parameters:
    ///   - position: The mark, read before the end of the log was, so that an append in between does no harm.
    ///   - last: The end of the log.
    func check(_ position: Position, end last: Position, of log: LogID, in files: BusFiles) throws(BusError) {
        guard let known = self.log else { return }
        guard known == log else {
            throw BusError(
                .mismatch,
                """
                \(files.database) is the log \(log), and this directory belongs to the log \(known): bus.db comes from another \
                directory. Put the right one back, or restore all files together from a backup
                """)
        }
        guard position <= last else {
            throw BusError(
                .mismatch,
                """
                \(files.database) ends at position \(last), but positions up to \(position) were given: it is an older copy, or its \
                bus.db-wal is damaged or missing. Put the newest one back, with its bus.db-wal, or restore all files together \
                from a backup
                """)
        }
    }
}

extension BusFiles {
    /// What waits until the write-ahead log is on the disk.
    func makeSync(_ given: (@Sendable () throws -> Void)? = nil) throws(BusError) -> @Sendable () throws -> Void {
        if let given { return given }
        // SQLite's locks lie on other files: closing this one takes none away.
        let file = try WriteAheadLogFile(writeAheadLog)
        return { try file.sync() }
    }
}

private final class WriteAheadLogFile: Sendable {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(BusError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // A bus that no process has open, read from a place that cannot be written to, has none.
        guard descriptor >= 0 || errno == ENOENT else { throw .posix("cannot open \(path)") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func sync() throws(BusError) {
        guard descriptor >= 0 else { return }
        // What is written to a file without a name is gone with the last program that has it open.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
            throw BusError(
                .mismatch,
                "\(path) was removed while it was in use: stop all services, and restore all files together from a backup"
            )
        }
        #if canImport(Darwin)
        let result = fcntl(descriptor, F_FULLFSYNC)
        #else
        let result = fdatasync(descriptor)
        #endif
        guard result == 0 else { throw .posix("cannot write \(path) to the disk") }
    }
}
