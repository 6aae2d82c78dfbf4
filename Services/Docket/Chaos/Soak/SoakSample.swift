import DocketInstallation
import DurableSQLite
import Foundation
import GRDB

/// What was seen at one moment of a soak, and the latencies of the time before it.
struct SoakSample: Sendable, Codable {
    /// Since the start.
    var seconds: Double
    /// Resident memory of each process, in bytes.
    var memory: [String: Int64] = [:]
    /// Open descriptors of each process.
    var descriptors: [String: Int] = [:]
    /// Size of each file of the data directory, in bytes: databases and write-ahead logs.
    var files: [String: Int64] = [:]
    /// Rows of all inboxes.
    var inboxRows = 0
    var ordersPaid = 0
    /// From due to paid over HTTP, in milliseconds.
    var payP50 = 0.0
    var payP99 = 0.0
    /// From paid to ready over the bus, in milliseconds.
    var readyP50 = 0.0
    var readyP99 = 0.0
}

/// What Linux shows of a process in /proc. Elsewhere there is none, and the figures are missing.
enum ProcFigures {
    static func memory(of pid: Int32) -> Int64? {
        // A process that has just ended has no such file: then there is no figure.
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8) else { return nil }
        let words = text.split(separator: " ")
        guard words.count > 1, let pages = Int64(words[1]) else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    static func descriptors(of pid: Int32) -> Int? {
        try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }
}

extension Installation {
    /// Size of each database and write-ahead log, by name.
    func fileSizes() throws -> [String: Int64] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter {
            $0.hasSuffix(".db") || $0.hasSuffix(".db-wal")
        }
        return try names.reduce(into: [:]) { sizes, name in
            let file = url.appending(path: name).path(percentEncoded: false)
            sizes[name] = (try FileManager.default.attributesOfItem(atPath: file)[.size] as? NSNumber)?.int64Value
        }
    }

    /// Rows of the inboxes of all services.
    func inboxRows() throws -> Int {
        try ServiceName.allCases.reduce(0) { sum, service in
            var configuration = Configuration.withRowChecksums()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: database(of: service).path(percentEncoded: false), configuration: configuration)
            defer { try? queue.close() }  // Read only: nothing can be lost.
            return try sum + queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM inbox") ?? 0 }
        }
    }
}
