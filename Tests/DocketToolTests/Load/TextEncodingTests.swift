@testable import DocketCommandLine
@testable import DocketLoad
import Foundation
import Testing

/// The bytes of a file.
struct TextEncodingTests {
    private static let rows = "order,customer,sku,qty,unit_price\nÄ-1,C-1,MUG,1,2.55\nÖ-1,C-1,MUG,2,3.55\n"
    private static var latin1: [UInt8] { rows.unicodeScalars.map { UInt8($0.value) } }

    private static func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
        ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
            bigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
    }

    private func numbers(_ bytes: [UInt8], _ encoding: TextEncoding) throws -> [String] {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "orders.csv")
        try Data(bytes).write(to: file)
        var options = FileOptions()
        options.encoding = encoding
        var source = try CSVOrderSource(path: file.path, options: options)
        return try drain(&source).orders.map(\.number)
    }

    @Test func `Latin-1 is read when it is said`() throws {
        #expect(try numbers(Self.latin1, .latin1) == ["Ä-1", "Ö-1"])
    }

    @Test func `and else refused, with the line and the byte`() throws {
        let failure = #expect(throws: ToolFailure.self) { try numbers(Self.latin1, .auto) }
        #expect(failure?.status == .badData)
        #expect(failure?.message.contains("orders.csv:2: byte 1 of the line (0xC4) is no text in UTF-8") == true)
        #expect(failure?.message.contains("--encoding latin-1") == true)
    }

    @Test(arguments: [(true, true), (false, true), (true, false), (false, false)])
    func `UTF-16 is known by its mark or its zeros`(bigEndian: Bool, mark: Bool) throws {
        let bytes = Self.utf16(Self.rows + "\u{1F419},C,MUG,1,1\n", bigEndian: bigEndian, mark: mark)
        #expect(try numbers(bytes, .auto) == ["Ä-1", "Ö-1", "\u{1F419}"])
        let failure = #expect(throws: ToolFailure.self) { try numbers(bytes, .utf8) }
        #expect(failure?.message.contains("UTF-16; read it with --encoding utf-16") == true)
    }

    @Test func `half a letter at the end is an error`() throws {
        #expect(throws: ToolFailure.self) { try numbers(Array(Self.rows.utf8) + [0xC3], .auto) }
        #expect(throws: ToolFailure.self) { try numbers(Self.utf16(Self.rows, bigEndian: true, mark: true) + [0xD8], .auto) }
    }

    @Test func `letters that lie across two pieces of the file are whole`() throws {
        let text = "order,customer,sku,qty,unit_price\n" + (0..<20_000).map { "ä\($0),C,MÜG,1,1\n" }.joined()
        #expect(try numbers(Array(text.utf8), .auto).count == 20_000)
        #expect(try numbers(Self.utf16(text, bigEndian: false, mark: true), .auto).count == 20_000)
    }

    @Test func `one zero in a file makes no UTF-16 of it`() throws {
        let bytes = Array(Self.rows.utf8) + Array("A\u{0},C-1,MUG,1,1.00\n".utf8)
        #expect(try numbers(bytes, .auto) == ["Ä-1", "Ö-1"])
    }
}
