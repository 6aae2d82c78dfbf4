package import GRDB
import GRDBSQLite

/// Inserts very many rows, through SQLite's C interface and many with one statement: GRDB's binding and a statement's begin and end cost
/// more than SQLite's work on a small row. Connection and errors stay GRDB's.
///
/// For a table that is made again whole, and thrown away if one row is refused: those before it stay.
package final class RowInserter {
    /// What a column is set to.
    package enum Value {
        case integer(Int64)
        case text(String)
        case null

        package static func integer(_ value: Int) -> Value { .integer(Int64(value)) }
        package static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }
        package static func optional(_ value: Int?) -> Value { value.map { .integer(Int64($0)) } ?? .null }
    }

    private enum Cell {
        case integer(Int64)
        /// Where it lies in `bytes`.
        case text(Range<Int>)
        case null
    }

    /// Rows of one statement. More gain nothing.
    private static let group = 32

    private let columns: Int
    private let many: Statement
    private let one: Statement
    private let connection: OpaquePointer?
    private var cells: [Cell] = []
    /// All texts of the rows that wait, end to end: SQLite reads them in place. The first byte is there so that an empty text has an
    /// address too; without one it would be NULL.
    private var bytes: [UInt8] = [0]

    /// Inserts the rows that `body` adds.
    ///
    /// - Parameter table: Its name and the columns that are set, as in `timers (subject, due)`.
    /// - Throws: `DatabaseError`: a rule of the table was broken, or the disk is full.
    package static func insert(
        into table: String, columns: Int, _ db: Database, _ body: (RowInserter) throws -> Void
    ) throws {
        let inserter = try RowInserter(into: table, columns: columns, db)
        try body(inserter)
        try inserter.finish()
    }

    private init(into table: String, columns: Int, _ db: Database) throws {
        let row = "(" + Array(repeating: "?", count: columns).joined(separator: ", ") + ")"
        let rows = Array(repeating: row, count: Self.group).joined(separator: ", ")
        self.columns = columns
        // Nothing is to be undone within a statement, so SQLite need not prepare for it.
        many = try db.makeStatement(sql: "INSERT OR FAIL INTO \(table) VALUES \(rows)")
        one = try db.makeStatement(sql: "INSERT OR FAIL INTO \(table) VALUES \(row)")
        connection = db.sqliteConnection
    }

    package func add(_ values: Value...) throws {
        precondition(values.count == columns, "a row has \(columns) columns")
        for value in values {
            switch value {
            case .integer(let number): cells.append(.integer(number))
            case .null: cells.append(.null)
            case .text(let text):
                let start = bytes.count
                bytes.append(contentsOf: text.utf8)
                cells.append(.text(start..<bytes.count))
            }
        }
        guard cells.count == columns * Self.group else { return }
        try run(many, cells[...])
        cells.removeAll(keepingCapacity: true)
        bytes.removeSubrange(1...)
    }

    private func finish() throws {
        for start in stride(from: 0, to: cells.count, by: columns) { try run(one, cells[start..<start + columns]) }
        cells.removeAll()
    }

    private func run(_ statement: Statement, _ cells: ArraySlice<Cell>) throws {
        let row = statement.sqliteStatement
        let code = bytes.withUnsafeBytes { bytes in
            for (column, cell) in zip(Int32(1)..., cells) { Self.bind(cell, of: bytes, to: row, at: column) }
            defer {
                sqlite3_reset(row)
                // What is bound points into `bytes`.
                sqlite3_clear_bindings(row)
            }
            return sqlite3_step(row)
        }
        guard code == SQLITE_DONE else { throw DatabaseError(connection, code) }
    }

    private static func bind(_ cell: Cell, of bytes: UnsafeRawBufferPointer, to row: OpaquePointer, at column: Int32) {
        switch cell {
        case .integer(let number): sqlite3_bind_int64(row, column, number)
        case .null: sqlite3_bind_null(row, column)
        case .text(let range):
            guard let start = bytes.baseAddress else { return }
            let text = (start + range.lowerBound).assumingMemoryBound(to: CChar.self)
            sqlite3_bind_text64(row, column, text, UInt64(range.count), nil, UInt8(SQLITE_UTF8))
        }
    }
}

extension DatabaseError {
    /// The error that the connection has just met.
    package init(_ connection: OpaquePointer?, _ code: Int32) {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) }
        self.init(resultCode: ResultCode(rawValue: code), message: message)
    }
}
