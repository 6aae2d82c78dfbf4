/// The grammar of one CSV row as a state machine: bytes in, fields out. It reads nothing itself.
struct RowParser {
    enum Outcome: Equatable {
        /// The row ends before this index.
        case complete(end: Int)
        case malformed(String)
    }

    private enum State {
        case fieldStart, plain, quoted
        /// After a quote inside a quoted field: the end of it, or the first of a doubled one.
        case quoteSeen
        /// After a CR outside of quotes: the row has ended, and a LF behind it belongs to it.
        case returnSeen
    }

    private(set) var position: Int
    private(set) var fields: [[UInt8]] = []
    private(set) var outcome: Outcome?
    /// How many lines the row takes in the file.
    private(set) var lineBreaks = 0
    private let start: Int
    private let delimiter: UInt8
    private var field: [UInt8] = []
    private var state = State.fieldStart

    init(start: Int, delimiter: UInt8 = .comma) {
        self.start = start
        self.delimiter = delimiter
        position = start
    }

    /// A line with nothing on it is no row.
    var isEmptyLine: Bool { fields == [[]] }

    /// Takes the byte at ``position``, or `nil` for the end of the file.
    mutating func take(_ byte: UInt8?, rowLimit: Int) {
        guard position - start < rowLimit else { return fail() }
        position += 1
        switch (state, byte) {
        case (.quoted, nil): fail()
        case (.quoted, .quote): state = .quoteSeen
        case (.quoted, let byte?):
            if byte == .lineFeed { lineBreaks += 1 }
            field.append(byte)
        case (.returnSeen, .lineFeed): endRow(at: position)
        case (.returnSeen, _): endRow(at: position - 1)
        case (.quoteSeen, .quote):
            field.append(.quote)
            state = .quoted
        case (_, nil): endRow(at: position - 1, ofLine: false)
        case (_, delimiter): endField()
        case (_, .lineFeed): endRow(at: position)
        case (_, .carriageReturn): state = .returnSeen
        case (.fieldStart, .quote): state = .quoted
        case (.quoteSeen, _): outcome = .malformed("there is text after a closing quote")
        case (_, .quote): outcome = .malformed("a quote stands in the middle of a field that does not begin with one")
        case (_, let byte?):
            field.append(byte)
            state = .plain
        }
    }

    private mutating func endField() {
        fields.append(field)
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRow(at end: Int, ofLine: Bool = true) {
        endField()
        lineBreaks += ofLine ? 1 : 0
        outcome = .complete(end: end)
    }

    private mutating func fail() {
        outcome = .malformed(
            state == .quoted || state == .quoteSeen ? "a quote is never closed" : "the row is longer than a shop's row can be")
    }
}
