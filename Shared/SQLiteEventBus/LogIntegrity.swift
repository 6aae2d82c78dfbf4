import DurableSQLite
package import EventBus
package import GRDB
import GRDBSQLite

/// Looks for damage that no reader would meet by chance. Reads the whole log.
package enum LogIntegrity {
    /// The first positions, `limit` at most, whose rows are not as they were appended.
    ///
    /// - Parameter sources: Those that append by this library, so that a row of theirs without a checksum is damaged, unless it is from before
    ///   there were checksums. Any other program may write a row without one.
    package static func damagedPositions(_ db: Database, sources: Set<String> = [], limit: Int = 100) throws -> [Position] {
        let unchecked = try Position.fetchOne(db, sql: "SELECT value FROM main.meta WHERE name = 'unchecked'") ?? 0
        let statement = try db.makeStatement(sql: "SELECT \(MessageRowReader.columns) FROM main.messages ORDER BY position")
        let row = statement.sqliteStatement
        defer { sqlite3_reset(row) }
        var damaged: [Position] = []
        while damaged.count < limit {
            switch sqlite3_step(row) {
            case SQLITE_ROW:
                let position = sqlite3_column_int64(row, 0)
                let isMissing = position > unchecked && isWithoutChecksum(row, sources)
                if isMissing || !RowChecksum.isRight(row) { damaged.append(position) }
            case SQLITE_DONE: return damaged
            case let code: throw DatabaseError(db.sqliteConnection, code)
            }
        }
        return damaged
    }

    private static func isWithoutChecksum(_ row: OpaquePointer, _ sources: Set<String>) -> Bool {
        guard sqlite3_column_int64(row, 13) == 0, let source = sqlite3_column_text(row, 5) else { return false }
        return sources.contains(String(cString: source))
    }

    static func damage(at position: Position, in file: String) -> BusError {
        BusError(
            .corrupt,
            """
            \(file) is damaged: the message at position \(position) is not as it was written. Stop the services, keep a copy of the \
            directory, and restore bus.db from a backup
            """)
    }
}
