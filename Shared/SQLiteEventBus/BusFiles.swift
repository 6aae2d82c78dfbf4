import EventBus
import Foundation

/// The files of a bus in its directory.
struct BusFiles: Sendable {
    let directory: String

    /// The log.
    var database: String { directory + "/bus.db" }
    /// Changes of the log that are not yet in `bus.db`. SQLite names and owns it.
    var writeAheadLog: String { database + "-wal" }
    /// Held by whoever writes.
    var lock: String { directory + "/bus.lock" }
    /// Written after each append; whoever waits for news watches it.
    var signal: String { directory + "/bus.signal" }

    /// Creates what is missing: for the owner's eyes only, because orders carry names and addresses.
    func create() throws(BusError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw BusError(.unavailable, "cannot create the directory \(directory): \(error.localizedDescription)")
        }
        try create(lock)
        try create(signal)
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
