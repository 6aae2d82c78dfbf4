import ArgumentParser
import DocketCommandLine

/// How the bytes of a file stand for text.
package enum TextEncoding: String, CaseIterable, ExpressibleByArgument, Sendable {
    case auto
    case utf8 = "utf-8"
    /// As exports mean it: Windows-1252, which has letters where ISO 8859-1 has control characters (https://encoding.spec.whatwg.org).
    case latin1 = "latin-1"
    case utf16 = "utf-16"

    package init?(argument: String) {
        switch argument.lowercased() {
        case "auto": self = .auto
        case "utf-8", "utf8": self = .utf8
        case "latin-1", "latin1", "iso-8859-1", "windows-1252": self = .latin1
        case "utf-16", "utf16": self = .utf16
        default: return nil
        }
    }
}

/// The text of a file as UTF-8, in pieces.
///
/// UTF-16 is known by its byte order mark, or by the zeros in it. What is no text of the encoding is an error that names the line and the
/// byte: a letter that was guessed would be another SKU, or another order.
struct TextChunks: Sendable {
    private enum Form { case utf8, latin1, utf16(bigEndian: Bool) }

    private let path: String
    private let chunks: FileChunks
    private let form: Form
    private var raw: [UInt8] = []
    /// Of the text so far, for errors.
    private var line = 1
    private var column = 0

    init(_ path: String, encoding: TextEncoding) throws {
        self.path = path
        chunks = try FileChunks(path)
        _ = try chunks.read(into: &raw)
        (form, raw) = try Self.form(of: raw, encoding, path)
    }

    /// Appends the next piece; false at the end of the file.
    mutating func read(into buffer: inout [UInt8]) throws -> Bool {
        let isAtEnd = try !chunks.read(into: &raw)
        let pending = raw.count
        switch form {
        case .utf8: try takeUTF8(into: &buffer, isAtEnd: isAtEnd)
        case .latin1: try takeLatin1(into: &buffer)
        case .utf16(let bigEndian): try takeUTF16(into: &buffer, bigEndian: bigEndian, isAtEnd: isAtEnd)
        }
        return !isAtEnd || raw.count < pending
    }

    private static func form(of start: [UInt8], _ encoding: TextEncoding, _ path: String) throws -> (Form, [UInt8]) {
        if start.starts(with: [0xEF, 0xBB, 0xBF]), encoding != .latin1 { return (.utf8, Array(start.dropFirst(3))) }
        let mark: Bool? = start.starts(with: [0xFE, 0xFF]) ? true : start.starts(with: [0xFF, 0xFE]) ? false : nil
        // Half of the bytes of a header in UTF-16 are zeros; one here and there is damage, which the row will be refused for.
        let beginning = start.prefix(512)
        let zeros = beginning.enumerated().filter { $0.element == 0 }.map(\.offset)
        let isUTF16 = mark != nil || zeros.count > beginning.count / 4
        switch encoding {
        case .latin1: return (.latin1, start)
        case .utf8 where isUTF16:
            throw ToolFailure(.badData, "\(path) is not UTF-8 but UTF-16; read it with --encoding utf-16")
        case .utf8: return (.utf8, start)
        case .auto, .utf16:
            if let mark { return (.utf16(bigEndian: mark), Array(start.dropFirst(2))) }
            guard encoding == .utf16 || isUTF16 else { return (.utf8, start) }
            return (.utf16(bigEndian: zeros.count { $0 % 2 == 0 } > zeros.count / 2), start)
        }
    }

    private mutating func takeUTF8(into buffer: inout [UInt8], isAtEnd: Bool) throws {
        // A letter may be cut in two between pieces: its beginning waits for the rest.
        let cut = isAtEnd ? 0 : raw.suffix(3).reversed().enumerated().first { $0.element >= 0xC0 }.map { $0.offset + 1 } ?? 0
        let whole = raw.dropLast(cut)
        if String(validating: whole, as: UTF8.self) == nil {
            try refuse(firstBad(in: whole), of: whole, "UTF-8; if it is Latin-1, read it with --encoding latin-1")
        }
        buffer.append(contentsOf: whole)
        count(whole)
        raw.removeFirst(whole.count)
    }

    /// The offset of the first byte that belongs to no letter.
    private func firstBad(in bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }

    private mutating func takeLatin1(into buffer: inout [UInt8]) throws {
        for (offset, byte) in raw.enumerated() {
            guard byte >= 0x80 else {
                buffer.append(byte)
                continue
            }
            let scalar = byte < 0xA0 ? Self.windows1252[Int(byte - 0x80)] : UInt16(byte)
            guard let scalar, let scalar = Unicode.Scalar(scalar) else {
                return try refuse(offset, of: raw[...], "Latin-1 (Windows-1252)")
            }
            buffer.append(contentsOf: Character(scalar).utf8)
        }
        count(raw[...])
        raw.removeAll()
    }

    private mutating func takeUTF16(into buffer: inout [UInt8], bigEndian: Bool, isAtEnd: Bool) throws {
        func unit(_ at: Int) -> UInt16 {
            bigEndian ? UInt16(raw[at]) << 8 | UInt16(raw[at + 1]) : UInt16(raw[at + 1]) << 8 | UInt16(raw[at])
        }
        var at = 0
        let start = buffer.count
        while at + 1 < raw.count {
            let first = unit(at)
            guard UTF16.isLeadSurrogate(first) else {
                guard let scalar = Unicode.Scalar(first) else { break }
                buffer.append(contentsOf: Character(scalar).utf8)
                at += 2
                continue
            }
            guard at + 3 < raw.count else { break }
            let pair = UTF16.decode(UTF16.EncodedScalar([first, unit(at + 2)]))
            guard UTF16.isTrailSurrogate(unit(at + 2)) else { break }
            buffer.append(contentsOf: Character(pair).utf8)
            at += 4
        }
        count(buffer[start...])
        let isBroken = isAtEnd ? at < raw.count : raw.count - at >= 4
        if isBroken { throw ToolFailure(.badData, "\(path):\(line): behind character \(column) the bytes are no UTF-16") }
        raw.removeFirst(at)
    }

    private mutating func count(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            if byte == .lineFeed { (line, column) = (line + 1, 0) } else { column += 1 }
        }
    }

    private mutating func refuse(_ offset: Int, of bytes: ArraySlice<UInt8>, _ encoding: String) throws {
        count(bytes.prefix(offset))
        let byte = String(bytes[bytes.startIndex + offset], radix: 16, uppercase: true)
        throw ToolFailure(.badData, "\(path):\(line): byte \(column + 1) of the line (0x\(byte)) is no text in \(encoding)")
    }

    /// What Windows-1252 has from 0x80 on; five places are empty. Source: https://encoding.spec.whatwg.org/index-windows-1252.txt
    private static let windows1252: [UInt16?] = [
        0x20AC, nil, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, nil, 0x017D, nil,
        nil, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, nil, 0x017E, 0x0178,
    ]
}
