import Foundation
import Logging
@testable import ServiceKit
import Testing

/// Who logs never waits for who reads.
struct LogOutputTests {
    @Test func `a reader that does not read holds nobody up, and learns what it missed`() async throws {
        let pipe = Pipe()
        let output = LogOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let logger = JSONLinesLogHandler.logger(service: "stock", output: output)
        // Twice what may wait: without the limit, and with a writer that waits, this would never come to its end.
        let text = String(repeating: "x", count: 1_000)
        let count = 2 * LogOutput.limit / text.utf8.count
        for number in 0..<count { logger.warning("\(text)", metadata: ["number": "\(number)"]) }
        let dropped = output.dropped
        #expect(dropped > 0 && dropped < count)
        output.flush(within: .milliseconds(1))

        let read = Task.detached { try pipe.fileHandleForReading.readToEnd() ?? Data() }
        output.flush(within: .seconds(30))
        logger.notice("again")
        output.flush(within: .seconds(30))
        try pipe.fileHandleForWriting.close()
        let lines = try await read.value.split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: any Sendable])
        }
        // It may have gone on and stopped again in between.
        let notes = lines.compactMap { $0["dropped"] as? Int }
        #expect(notes.reduce(0, +) == dropped)
        #expect(lines.count == count - dropped + notes.count + 1)
        #expect(lines.last?["message"] as? String == "again")
    }
}
