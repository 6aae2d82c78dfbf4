@testable import DocketCommandLine
import Foundation
import SystemPackage
import Testing

struct UnhurriedOutputTests {
    @Test func `a terminal that is not read holds nobody up, and says how many lines it did not show`() async throws {
        let pipe = Pipe()
        let descriptor = FileDescriptor(rawValue: pipe.fileHandleForWriting.fileDescriptor)
        let output = UnhurriedOutput(Terminal(descriptor, hasColours: false)) { "\($0) hidden" }
        let line = String(repeating: "x", count: 99)
        for _ in 0..<3 * UnhurriedOutput.limit { output.write(line) }

        let read = Task.detached { try pipe.fileHandleForReading.readToEnd() ?? Data() }
        output.flush(within: .seconds(30))
        output.write("last")
        output.flush(within: .seconds(30))
        try pipe.fileHandleForWriting.close()
        let lines = String(decoding: try await read.value, as: UTF8.self).split(separator: "\n")
        #expect(lines.last == "last")
        // It may have gone on and stopped again in between.
        let notes = lines.filter { $0.hasSuffix(" hidden") }
        let hidden = notes.compactMap { Int($0.split(separator: " ")[0]) }.reduce(0, +)
        #expect(hidden > 0 && lines.count - 1 - notes.count + hidden == 3 * UnhurriedOutput.limit)
    }
}
