public import Foundation

/// Shows others on this machine where a running service listens: `run/<service>.json` in the data directory.
///
/// Written when the service is ready, removed when it stops cleanly. After a crash the file stays; ask ``mayBeRunning(in:)``.
public struct RunFile: Sendable, Hashable, Codable {
    public var service: String
    /// Of the process that listens.
    public var pid: Int32
    /// Where others reach it.
    public var host: String
    /// Where it listens.
    public var port: Int
    /// When it began to listen.
    public var startedAt: Date

    public init(service: String, pid: Int32, host: String, port: Int, startedAt: Date) {
        self.service = service
        self.pid = pid
        self.host = host
        self.port = port
        self.startedAt = startedAt
    }

    /// Writes the file in one step: a reader sees the whole of it or none.
    public func write(in directory: DataDirectory) throws {
        let folder = directory.path(of: "run")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: Self.url(service, directory), options: .atomic)
    }

    /// What the service last wrote, `nil` if there is no file.
    ///
    /// - Throws: if there is a file that cannot be read or is no run file.
    public static func read(_ service: String, in directory: DataDirectory) throws -> RunFile? {
        let url = url(service, directory)
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(RunFile.self, from: Data(contentsOf: url))
    }

    /// Removes the file if it is there and still names this process, so that a successor's file is left alone.
    public static func remove(_ service: String, pid: Int32 = getpid(), in directory: DataDirectory) throws {
        guard try read(service, in: directory)?.pid == pid else { return }
        try FileManager.default.removeItem(at: url(service, directory))
    }

    /// False if the process that wrote this has certainly ended: the service's lock is free, or its successor does. Of one that is
    /// reached by another name than this machine's, in a container say, the lock may not be seen here; whether it runs shows when it is
    /// called.
    ///
    /// - Parameter path: Of the data directory.
    public func mayBeRunning(in path: String) -> Bool {
        DirectoryLock.holder(of: service, in: path)?.pid == pid || !Host.isLoopback(host)
    }

    private static func url(_ service: String, _ directory: DataDirectory) -> URL {
        URL(filePath: directory.path(of: "run/\(service).json"))
    }
}
