import Foundation
import Logging
@testable import ServiceKit
import Testing

/// Collects what is logged in a file, and reads it back as JSON.
final class LogCapture: Sendable {
    let output: LogOutput
    private let file: FileHandle

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "docket-\(UUID().uuidString).jsonl")
        guard FileManager.default.createFile(atPath: url.path(percentEncoded: false), contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        file = try FileHandle(forUpdating: url)
        // The open handle keeps the file; its name is not needed.
        try FileManager.default.removeItem(at: url)
        output = LogOutput(descriptor: file.fileDescriptor)
    }

    func logger(service: String = "stock", level: Logger.Level = .info) -> Logger {
        JSONLinesLogHandler.logger(service: service, level: level, output: output)
    }

    /// The text written so far, without flushing.
    func written() throws -> String {
        try file.seek(toOffset: 0)
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }

    func lines() throws -> [[String: any Sendable]] {
        output.flush()
        return try written().split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(object as? [String: any Sendable])
        }
    }
}
