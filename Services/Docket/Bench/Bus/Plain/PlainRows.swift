import EventBus
import GRDBSQLite

/// Rows that lie ready as SQLite takes them: whole numbers, and texts in one stretch of memory.
struct PlainRows: Sendable {
    enum Value: Sendable {
        case integer(Int64)
        case text(String)
        case null
    }

    private enum Cell: Sendable {
        case integer(Int64)
        case text(start: Int, length: Int32)
        case null
    }

    let columns: Int
    private(set) var count = 0
    private var cells: [Cell] = []
    private var text: [UInt8] = []

    init(columns: Int) {
        self.columns = columns
    }

    mutating func append(_ row: [Value]) {
        precondition(row.count == columns, "a row has \(columns) columns")
        for value in row {
            switch value {
            case .integer(let number): cells.append(.integer(number))
            case .null: cells.append(.null)
            case .text(let string):
                cells.append(.text(start: text.count, length: Int32(string.utf8.count)))
                text.append(contentsOf: string.utf8)
            }
        }
        count += 1
    }

    /// Runs the statement once for each row of the range, in one commit.
    func insert(_ range: Range<Int>, by statement: PlainStatement, _ begin: PlainStatement, _ commit: PlainStatement) throws {
        try begin.run()
        try text.withUnsafeBytes { text in
            for row in range {
                bind(row, to: statement.pointer, text)
                try statement.run()
            }
        }
        try commit.run()
    }

    private func bind(_ row: Int, to statement: OpaquePointer, _ text: UnsafeRawBufferPointer) {
        for column in 0..<columns {
            let parameter = Int32(column + 1)
            switch cells[row * columns + column] {
            case .integer(let number): sqlite3_bind_int64(statement, parameter, number)
            case .null: sqlite3_bind_null(statement, parameter)
            case .text(let start, let length):
                let bytes = text.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
                sqlite3_bind_text(statement, parameter, bytes, length, nil)
            }
        }
    }
}
