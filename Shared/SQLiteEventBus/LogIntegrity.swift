import DurableSQLite
package import EventBus
package import GRDB
import GRDBSQLite

/// Looks for damage that no reader would meet by chance. Reads the whole log.
package enum LogIntegrity {
    /// The first positions, `limit` at most, whose rows are not as they were appended.
    package static func damagedPositions(_ db: Database, limit: Int = 100) throws -> [Position] {
        let statement = try db.makeStatement(sql: "SELECT \(MessageRowReader.columns) FROM main.messages ORDER BY position")
        let row = statement.sqliteStatement
        defer { sqlite3_reset(row) }
        var damaged: [Position] = []
        while damaged.count < limit {
            switch sqlite3_step(row) {
            case SQLITE_ROW: if !RowChecksum.isRight(row) { damaged.append(sqlite3_column_int64(row, 0)) }
            case SQLITE_DONE: return damaged
            case let code: throw DatabaseError(db.sqliteConnection, code)
            }
        }
        return damaged
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
