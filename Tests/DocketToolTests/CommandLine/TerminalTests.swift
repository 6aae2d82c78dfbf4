@testable import DocketCommandLine
import Foundation
import SystemPackage
import Testing

/// What is shown was written by others: nothing of it reaches the terminal as a command.
@Suite struct TerminalTests {
    /// What a command writes to a pipe. Colours are on if asked for, as on a terminal.
    private func written(colours: Bool = false, _ body: (Terminal) -> Void) throws -> String {
        let pipe = try FileDescriptor.pipe()
        body(Terminal(pipe.writeEnd, hasColours: colours))
        try pipe.writeEnd.close()
        defer { try? pipe.readEnd.close() }
        let bytes = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = try pipe.readEnd.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("\u{1B}]0;title\u{7}\u{1B}[31mRED", #"\u{1B}]0;title\u{7}\u{1B}[31mRED"#),
        ("a\u{202E}b\u{2066}c", #"a\u{202E}b\u{2066}c"#),
        ("zero\u{200B}width\u{FEFF}", #"zero\u{200B}width\u{FEFF}"#),
        ("\u{9B}2J", #"\u{9B}2J"#),
        ("Zoë 東京 ✓ → ■", "Zoë 東京 ✓ → ■"),
        ("two\nlines", "two\nlines"),
    ])
    func `a line comes out without commands for the terminal`(_ text: String, _ shown: String) throws {
        #expect(try written { $0.write(text) } == shown + "\n")
        #expect(try written(colours: true) { $0.write(text) } == shown + "\n")
    }

    @Test func `colours pass, and those in the text do not`() throws {
        let line = try written(colours: true) { $0.write($0.paint("a\u{1B}[0mb", .red) + " c\u{1B}[1m") }
        #expect(line == "\u{1B}[31ma\\u{1B}[0mb\u{1B}[0m c\\u{1B}[1m\n")
    }

    @Test func `JSON stays JSON`() throws {
        let name = "Ada\u{1B}[2J\u{202E}\u{E0001} Zoë"
        let data = try JSONEncoder().encode(["name": name])
        let line = try written { $0.writeJSON(String(decoding: data, as: UTF8.self)) }
        #expect(!line.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E || $0.value == 0xE0001 })
        #expect(try JSONDecoder().decode([String: String].self, from: Data(line.utf8)) == ["name": name])
    }
}
