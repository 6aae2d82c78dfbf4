/// Reads RFC 4180: fields in quotes with doubled quotes and line breaks inside, CRLF or LF, an optional byte order mark.
///
/// Our own rather than SwiftCSV, because that loads the whole file, stops at its first error and knows no line numbers. Here
/// a broken row is one item of the sequence, and reading goes on with the line after the one where it began: a quote that is
/// never closed costs one row, not the rest of the file.
struct CSVReader: Sendable {
    /// One row, or what is wrong with it. `line` is where it begins, counted from 1.
    enum Row: Sendable, Equatable {
        case fields([String], line: Int)
        case malformed(BadRow)
    }

    /// No row of a shop is longer; what is longer is a quote that was not closed.
    static let longestRow = 64 << 10

    private let chunks: FileChunks
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtEnd = false

    init(_ chunks: FileChunks) throws {
        self.chunks = chunks
        try fill(upTo: 3)
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row that is not empty; `nil` at the end.
    mutating func next() throws -> Row? {
        while true {
            discardRead()
            guard try byte(at: position) != nil else { return nil }
            var parser = RowParser(start: position)
            while parser.outcome == nil {
                parser.take(try byte(at: parser.position), rowLimit: Self.longestRow)
            }
            if let row = try finish(parser) { return row }
        }
    }

    private mutating func finish(_ parser: RowParser) throws -> Row? {
        let start = line
        switch parser.outcome {
        case .complete(let end):
            position = end
            line += parser.lineBreaks
            if parser.isEmptyLine { return nil }
            return .fields(parser.fields.map { String(decoding: $0, as: UTF8.self) }, line: start)
        case .malformed(let reason):
            try skipLine()
            return .malformed(BadRow(line: start, reason: reason))
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
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
}
