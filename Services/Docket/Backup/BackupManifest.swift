import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import SQLiteEventBus

/// What a backup is made of: `backup.json` beside the five files. It is written last, so a backup without it is none.
struct BackupManifest: Codable, Sendable, Equatable {
    struct File: Codable, Sendable, Equatable {
        var name: String
        var bytes: Int
        /// Sixteen hexadecimal digits, over all bytes: against disks and cables, not against people.
        var checksum: String
    }

    static let name = "backup.json"
    static let format = 1

    /// Of this page. A newer one is not understood.
    var format = Self.format
    var createdAt: Date
    /// The log that was backed up, and how far it went.
    var log: LogID
    var position: Position
    /// The last order number that was given.
    var lastOrder: Int
    var files: [File]

    static func read(in directory: URL) throws -> BackupManifest {
        let url = directory.appending(path: name)
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
            throw ToolFailure(
                .failed,
                "\(directory.path(percentEncoded: false)) is no backup: it has no \(name); make one with docket backup DIR")
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            let manifest = try decoder.decode(BackupManifest.self, from: Data(contentsOf: url))
            guard manifest.format <= format else {
                throw ToolFailure(
                    .failed, "\(url.path) has format \(manifest.format), and this program knows \(format); use the newer one")
            }
            return manifest
        } catch let error as DecodingError {
            throw ToolFailure(.failed, "\(url.path) cannot be read: \(error)")
        }
    }

    func write(in directory: URL) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let path = directory.appending(path: Self.name).path(percentEncoded: false)
        try encoder.encode(self).write(to: URL(filePath: path))
        try FileFlush.run(path)
    }

    /// Makes sure that every file is there, byte by byte.
    func check(in directory: URL, progress: (String) -> Void = { _ in }) throws {
        for file in files {
            progress("checking \(file.name)")
            // Missing or unreadable: it is not the file that was written, which is reported next.
            let found = try? File(file.name, in: directory)
            guard found == file else {
                let what = found == nil ? "is missing or cannot be read" : "is not as it was written"
                throw ToolFailure(
                    .failed, "\(directory.appending(path: file.name).path) \(what): this backup is damaged, use another one")
            }
        }
    }
}

extension BackupManifest.File {
    init(_ name: String, in directory: URL) throws {
        let handle = try FileHandle(forReadingFrom: directory.appending(path: name))
        defer { try? handle.close() }  // Read only: nothing can be lost.
        var checksum = ByteChecksum()
        var bytes = 0
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            bytes += chunk.count
            chunk.withUnsafeBytes { checksum.add($0) }
        }
        self.init(name: name, bytes: bytes, checksum: checksum.description)
    }
}
