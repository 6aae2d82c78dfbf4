import EventBus
import Foundation

/// The files of a bus in its directory.
struct BusFiles: Sendable {
    /// Without a slash at the end.
    let directory: String

    init(directory: String) {
        self.directory = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
    }

    /// The log.
    var database: String { directory + "/bus.db" }
    /// Changes of the log that are not yet in `bus.db`. SQLite names and owns it.
    var writeAheadLog: String { database + "-wal" }
    /// Held by the writer.
    var lock: String { directory + "/bus.lock" }
    /// Holds the durable mark, and is written after each append; watched by those who wait for any news.
    var signal: String { directory + "/bus.signal" }
    /// Holds a file for each kind of message that a consumer waits for, written after an append of such a message.
    private var signals: String { directory + "/signals" }

    func signal(_ name: SignalName) -> String? { name.isFileName ? "\(signals)/\(name.text)" : nil }

    /// The files in `signals/`: none before a consumer waits.
    var existingSignals: [String] {
        // No such directory means that no consumer waits.
        ((try? FileManager.default.contentsOfDirectory(atPath: signals)) ?? []).map { "\(signals)/\($0)" }
    }

    /// The files to watch for the messages of a filter. Makes them, so that writers know that a consumer waits.
    func signals(for filter: MessageFilter?) throws(BusError) -> [String] {
        guard let filter, let names = SignalName.all(of: filter) else { return [signal] }
        try createDirectory(signals)
        var paths: [String] = []
        for name in names {
            guard let path = signal(name) else { continue }
            try create(path)
            paths.append(path)
        }
        return paths
    }

    /// Which file is at the log's place; `nil` if there is none.
    var databaseFile: FileIdentity? { FileIdentity(database) }

    /// The database is there and its write-ahead log is not. Then all of it must be in the database.
    var isWithoutWriteAheadLog: Bool { Self.size(of: database) > 0 && FileIdentity(writeAheadLog) == nil }

    /// Creates what is missing: for the owner's eyes only, because orders carry names and addresses.
    func create() throws(BusError) {
        try createDirectory(directory)
        try create(lock)
        try create(signal)
        // Room for the durable mark and the identity, before anybody maps them.
        guard hasMark || truncate(signal, off_t(DurableMark.size)) == 0 else { throw .posix("cannot write \(signal)") }
    }

    var hasMark: Bool { Self.size(of: signal) >= DurableMark.size }

    private func createDirectory(_ path: String) throws(BusError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw BusError(.unavailable, "cannot create the directory \(path): \(error.localizedDescription)")
        }
    }

    /// Creates an empty `bus.db`. An empty file is an empty SQLite database, and its other files take its mode.
    ///
    /// Never opens one that exists: closing any descriptor of a file drops all POSIX locks that this process has on it,
    /// SQLite's too (sqlite.org/howtocorrupt.html, 2.2).
    func createDatabase() throws(BusError) { try create(database) }

    private func create(_ path: String) throws(BusError) {
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw .posix("cannot create \(path)")
        }
    }

    /// Opens a file that exists, for the life of the bus.
    func open(_ path: String, _ flags: Int32) throws(BusError) -> Int32 {
        let descriptor = Foundation.open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw .posix("cannot open \(path)") }
        return descriptor
    }

    /// Bytes of the log on disk.
    var size: Int64 { [database, writeAheadLog].reduce(0) { $0 + Self.size(of: $1) } }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        // No such file is no bytes: the write-ahead log comes and goes.
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}

/// Which file it is, whatever its name: another file that takes its place is a different one.
package struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let file: UInt64

    /// `nil` if there is no file at this path.
    package init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        file = UInt64(truncatingIfNeeded: status.st_ino)
    }
}
