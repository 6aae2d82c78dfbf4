import CompactJSON

/// Reads RFC 4180: fields in quotes with doubled quotes and line breaks inside; lines end with CRLF, LF or CR.
///
/// Our own rather than SwiftCSV, because that loads the whole file, stops at its first error and knows no line numbers. Here
/// a broken row is one item of the sequence, and reading goes on with the line after the one where it began: a quote that is
/// never closed costs one row, not the rest of the file.
struct CSVReader: Sendable {
    /// One row: where it begins, counted from 1, its text as it stands in the file, and its fields, or what is wrong with it.
    struct Row: Sendable, Equatable {
        var line: Int
        var text: [UInt8]
        var fields: [String]
        var problem: String?
    }

    /// No row of a shop is longer; what is longer is a quote that was not closed.
    static let longestRow = 256 << 10

    /// What parts the fields of a row.
    private(set) var delimiter = UInt8.comma
    private var chunks: TextChunks
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtEnd = false

    /// - Parameter delimiter: `nil` takes the one that parts the first line into most fields.
    init(_ chunks: TextChunks, delimiter: UInt8? = nil) throws {
        self.chunks = chunks
        while buffer.count < Self.longestRow, !isAtEnd { try fill(upTo: buffer.count + 1) }
        self.delimiter = delimiter ?? Self.delimiter(of: buffer)
    }

    /// The next row that is not empty; `nil` at the end.
    mutating func next() throws -> Row? {
        while true {
            discardRead()
            guard try byte(at: position) != nil else { return nil }
            var parser = RowParser(start: position, delimiter: delimiter)
            while parser.outcome == nil {
                parser.take(try byte(at: parser.position), rowLimit: Self.longestRow)
            }
            if let row = try finish(parser) { return row }
        }
    }

    private mutating func finish(_ parser: RowParser) throws -> Row? {
        let (start, first) = (line, position)
        switch parser.outcome {
        case .complete(let end):
            position = end
            line += parser.lineBreaks
            if parser.isEmptyLine { return nil }
            return Row(
                line: start, text: Array(buffer[first..<end]),
                fields: parser.fields.map { String(decoding: $0, as: UTF8.self).normalized })
        case .malformed(let problem):
            try skipLine()
            return Row(line: start, text: Array(buffer[first..<position]), fields: [], problem: problem)
        case nil:
            return nil
        }
    }

    private mutating func skipLine() throws {
        while let byte = try byte(at: position) {
            position += 1
            if byte == .lineFeed { break }
        }
        line += 1
    }

    private mutating func byte(at index: Int) throws -> UInt8? {
        if index >= buffer.count { try fill(upTo: index + 1) }
        return index < buffer.count ? buffer[index] : nil
    }

    private mutating func fill(upTo count: Int) throws {
        while buffer.count < count && !isAtEnd { isAtEnd = try !chunks.read(into: &buffer) }
    }

    /// Drops what was read, but only once it is worth moving the rest.
    private mutating func discardRead() {
        guard position > 64 << 10 else { return }
        buffer.removeFirst(position)
        position = 0
    }

    private static func delimiter(of start: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in start {
            if byte == .quote { isQuoted.toggle() }
            if !isQuoted, byte == .lineFeed || byte == .carriageReturn { break }
            if !isQuoted, Self.delimiters.contains(byte) { counts[byte, default: 0] += 1 }
        }
        // The first of the list if several part it into as many.
        return delimiters.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? .comma
    }

    private static let delimiters = [UInt8.comma, UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
}
