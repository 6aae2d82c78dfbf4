public import EventBus
import Foundation
import Synchronization

/// The embedded bus: a log in one SQLite file, shared by all programs that open the same directory.
///
/// ```swift
/// let bus = try SQLiteEventBus(directory: ".docket")
/// defer { bus.close() }
/// try bus.append([envelope])
/// ```
///
/// - Durable: `append` returns when the commit is on the disk, and no reader sees a message before. Batches appended at the same time
///   by several threads share one commit, commits of several processes share the wait for the disk.
/// - One writer at a time over all processes, by a lock that is waited for within ``Options/lockWait``; readers need no lock.
/// - ``makeNotifier()`` wakes other processes within a fraction of a millisecond of the commit; nothing polls. Still wait for some
///   seconds at most and look again: a writer that is killed between its commit and the notification wakes no reader.
///
/// All calls block the calling thread. The directory must be on a local file system: file locks, shared memory and
/// file notifications do not work over a network.
public final class SQLiteEventBus: EventBus {
    /// What may differ from one use of the bus to another.
    public struct Options: Sendable {
        /// How long a writer waits for another process to finish before it fails with ``BusError/Code/locked``.
        public var lockWait: Duration = .seconds(5)
        /// The size in bytes that the write-ahead log reaches before it is moved into `bus.db`.
        ///
        /// A larger one costs fewer writes in the long run, a longer pause each time, and more room on the disk.
        public var walCheckpointBytes = 8 * 1024 * 1024
        /// Waits for the disk in place of the real thing. For tests and simulations.
        package var sync: (@Sendable () throws -> Void)?

        public init() {}
    }

    let files: BusFiles
    let options: Options
    private let appends = AppendQueue()
    private let reader: LogReader
    private let isClosed = Mutex(false)
    /// `nil` for a bus that was opened for reading only.
    let writing: WriterSide?

    /// Opens the bus in `directory` for reading and writing, and creates both if need be. Several processes may do so at once.
    ///
    /// - Throws: ``BusError/Code/locked`` when another process holds the lock for too long, ``BusError/Code/corrupt`` and
    ///   ``BusError/Code/newerFormat`` when the file is not for us, ``BusError/Code/unavailable`` when it cannot be written.
    public init(directory: String, options: Options = Options()) throws(BusError) {
        files = BusFiles(directory: directory)
        self.options = options
        try files.create()
        let writing = try WriterSide(files, options)
        self.writing = writing
        do {
            reader = try LogReader(files, writing.durability)
        } catch {
            writing.close()
            throw error
        }
    }

    private init(reading files: BusFiles) throws(BusError) {
        self.files = files
        options = Options()
        writing = nil
        guard FileManager.default.fileExists(atPath: files.database) else {
            throw BusError(.corrupt, "there is no bus in \(files.directory): bus.db is missing; is it the right data directory?")
        }
        reader = try Self.reader(files)
    }

    /// What is there now is made durable at once: there may be no other process to do it.
    private static func reader(_ files: BusFiles) throws(BusError) -> LogReader {
        let sync = try files.makeSync()
        let durability = Durability(mark: try DurableMark(reading: files), isWritable: false, sync: sync)
        let reader = try LogReader(files, durability)
        try durability.secure(reader.statistics().last)
        return reader
    }

    deinit { close() }

    /// Opens an existing bus for tools that only look: it takes no lock, creates no bus and changes no message.
    ///
    /// SQLite itself may put its empty side files `bus.db-wal` and `bus.db-shm` next to a log that no process has open. Whatever writes
    /// fails with ``BusError/Code/invalid``.
    public static func openReadOnly(directory: String) throws(BusError) -> SQLiteEventBus {
        try SQLiteEventBus(reading: BusFiles(directory: directory))
    }

    /// Closes the files. Everything after it fails with ``BusError/Code/unavailable``; closing twice is harmless.
    public func close() {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        // A connection that cannot be closed now is closed when the process ends; the log is complete either way.
        try? reader.close()
        writing?.close()
    }

    @discardableResult
    public func append(_ batch: [Envelope]) throws(BusError) -> [Position] {
        let writing = try writable()
        let size = try BatchLimits.check(batch)
        guard !batch.isEmpty else { return [] }
        return try appends.submit(PendingAppend(batch, size: size)) { writing.append(from: appends) }
    }

    public func read(after position: Position, matching filter: MessageFilter?, limit: Int) throws(BusError) -> Page {
        try checkOpen()
        return try reader.read(after: position, matching: filter, limit: limit)
    }

    public func makeNotifier(for filter: MessageFilter?) throws(BusError) -> any Notifier {
        try checkOpen()
        return try FileNotifier(watching: files.signals(for: filter))
    }

    public func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        try writable().acknowledge(position, by: consumer)
    }

    @discardableResult
    public func compact(upTo position: Position) throws(BusError) -> Position {
        try writable().compact(upTo: position)
    }

    /// Forgets a consumer that will not come back, so that it holds back no compaction any more.
    ///
    /// Returns false if there was none of this name. If it does come back after the log was compacted beyond it, it has lost messages.
    @discardableResult
    public func forget(_ consumer: String) throws(BusError) -> Bool {
        try writable().forget(consumer)
    }

    /// Also looks whether the file is still the one that was opened.
    ///
    /// - Throws: ``BusError/Code/mismatch`` if it was removed or replaced underneath.
    public func statistics() throws(BusError) -> BusStatistics {
        try checkOpen()
        try writing?.checkStillThere()
        return try reader.statistics()
    }

    public func identity() throws(BusError) -> LogID {
        try checkOpen()
        return try reader.identity()
    }

    /// Makes sure that the log has all positions that were ever given in this directory. Opening it for writing does so by itself.
    ///
    /// - Throws: ``BusError/Code/mismatch`` if it is an older copy, or the log of another directory.
    public func checkIsWhole() throws(BusError) {
        guard let mark = try DurableMark(reading: files) else { return }
        let position = mark.position
        try mark.check(position, end: statistics().last, of: identity(), in: files)
    }

    /// WAL checkpoints of this process that could not move everything, because a reader was in the way or the disk was full.
    package var incompleteWALCheckpoints: Int { writing?.incompleteWALCheckpoints ?? 0 }

    public func lastPublished(by source: String) throws(BusError) -> Publication? {
        try checkOpen()
        return try reader.lastPublished(by: source)
    }

    private func checkOpen() throws(BusError) {
        if isClosed.withLock({ $0 }) { throw .closed }
    }

    private func writable() throws(BusError) -> WriterSide {
        try checkOpen()
        guard let writing else { throw .readOnly }
        return writing
    }
}
