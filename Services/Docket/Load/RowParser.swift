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
    }

    private(set) var position: Int
    private(set) var fields: [[UInt8]] = []
    private(set) var outcome: Outcome?
    /// How many lines the row takes in the file.
    private(set) var lineBreaks = 0
    private let start: Int
    private var field: [UInt8] = []
    private var state = State.fieldStart

    init(start: Int) {
        self.start = start
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
        case (.quoteSeen, .quote):
            field.append(.quote)
            state = .quoted
        case (_, nil): endRow(at: position - 1, ofLine: false)
        case (_, .comma): endField()
        case (_, .lineFeed): endRow(at: position, ofLine: true)
        case (.fieldStart, .quote): state = .quoted
        case (.quoteSeen, .carriageReturn): break
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

    private mutating func endRow(at end: Int, ofLine: Bool) {
        // CRLF ends a line as LF does; the byte before it is no content.
        if state == .plain, field.last == .carriageReturn { field.removeLast() }
        endField()
        lineBreaks += ofLine ? 1 : 0
        outcome = .complete(end: end)
    }

    private mutating func fail() {
        outcome = .malformed(
            state == .quoted || state == .quoteSeen ? "a quote is never closed" : "the row is longer than a shop's row can be")
    }
}
