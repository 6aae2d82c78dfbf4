import DocketCommandLine
import DurableSQLite
import GRDBSQLite

/// SQLite through its C functions and nothing else: what the baselines are measured with.
///
/// The file must have its tables already, made by the code that is measured, so that both write exactly the same. It has the bus's
/// settings too: durable commits, as much cache, the write-ahead log moved at the same size. One thread, no lock.
final class PlainDatabase {
    let connection: OpaquePointer

    init(_ file: String, cacheKilobytes: Int? = nil) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(file, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard let opened, code == SQLITE_OK else {
            sqlite3_close_v2(opened)
            throw ToolFailure(.failed, "cannot open \(file): SQLite error \(code)")
        }
        connection = opened
        // A table of Docket's has SQLite compute checksums, in whose hands it is.
        try RowChecksums.add(to: opened)
        // First: to set the mode waits for other users of the file.
        try execute("PRAGMA busy_timeout = 5000")
        try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON")
        if let cacheKilobytes { try execute("PRAGMA cache_size = -\(cacheKilobytes)") }
    }

    deinit { sqlite3_close_v2(connection) }

    func execute(_ sql: String) throws { try check(sqlite3_exec(connection, sql, nil, nil, nil)) }

    func prepare(_ sql: String) throws -> PlainStatement {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(connection, sql, -1, &statement, nil))
        guard let statement else { throw ToolFailure(.failed, "no statement: \(sql)") }
        return PlainStatement(statement, of: self)
    }

    func check(_ code: Int32) throws {
        guard code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW else {
            throw ToolFailure(.failed, "SQLite: " + String(cString: sqlite3_errmsg(connection)))
        }
    }
}

/// A statement that is prepared once and stepped many times.
final class PlainStatement {
    let pointer: OpaquePointer
    private let database: PlainDatabase

    init(_ pointer: OpaquePointer, of database: PlainDatabase) {
        self.pointer = pointer
        self.database = database
    }

    deinit { sqlite3_finalize(pointer) }

    /// Runs it once, with what is bound.
    func run() throws {
        let code = sqlite3_step(pointer)
        sqlite3_reset(pointer)
        try database.check(code)
    }

    /// Runs it once with these values.
    func run(_ values: [PlainRows.Value]) throws {
        bind(values)
        try run()
    }

    func bind(_ values: [PlainRows.Value]) {
        for (index, value) in values.enumerated() {
            let parameter = Int32(index + 1)
            switch value {
            case .integer(let number): sqlite3_bind_int64(pointer, parameter, number)
            case .null: sqlite3_bind_null(pointer, parameter)
            case .text(var text):
                text.withUTF8 { utf8 in
                    _ = utf8.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text(pointer, parameter, $0.baseAddress, Int32($0.count), Self.copied)
                    }
                }
            }
        }
    }

    /// SQLITE_TRANSIENT, a macro that Swift does not see.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Lets `body` look at each row.
    func forEachRow(_ body: (PlainStatement) throws -> Void) throws {
        var code = sqlite3_step(pointer)
        defer { sqlite3_reset(pointer) }
        while code == SQLITE_ROW {
            try body(self)
            code = sqlite3_step(pointer)
        }
        try database.check(code)
    }

    func integer(at column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    func text(at column: Int32) -> String { sqlite3_column_text(pointer, column).map { String(cString: $0) } ?? "" }

    /// Steps through the rows and looks at every column of each. Returns how many rows there were.
    func scan() throws -> Int {
        let columns = sqlite3_column_count(pointer)
        var rows = 0
        // A sum that is looked at in the end, so that no read is left out as useless.
        var sum: Int64 = 0
        var code = sqlite3_step(pointer)
        while code == SQLITE_ROW {
            for column in 0..<columns { sum &+= look(at: column) }
            rows += 1
            code = sqlite3_step(pointer)
        }
        sqlite3_reset(pointer)
        try database.check(code)
        return sum == 0 ? 0 : rows
    }

    private func look(at column: Int32) -> Int64 {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: sqlite3_column_int64(pointer, column)
        case SQLITE_TEXT: sqlite3_column_text(pointer, column) == nil ? 0 : Int64(sqlite3_column_bytes(pointer, column))
        default: 0
        }
    }
}
