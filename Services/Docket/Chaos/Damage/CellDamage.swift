import DurableSQLite
import GRDB

/// Puts a value into a table that the table would refuse.
struct CellDamage {
    let path: String
    let table: String
    let column: String

    /// The rules are taken out of the table's definition for the change, and the row keeps its checksum.
    ///
    /// - Throws: `DatabaseError` for what SQLite refuses whatever the table says, such as a text for the number of a row.
    func inflict(_ type: Damage.CellType) throws {
        let queue = try DatabaseQueue(path: path, configuration: .withRowChecksums())
        defer { try? queue.close() }  // What was committed is in the file.
        try queue.inDatabase { db in
            let definition =
                try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [table]) ?? ""
            let row = try firstRow(db)
            if definition.contains("row_checksum") {
                let checksum = try Int64.fetchOne(db, sql: "SELECT checksum FROM \(table) WHERE \(row)")
                db.add(function: DatabaseFunction("row_checksum", pure: true) { _ in checksum })
            }
            let triggers = try Row.fetchAll(
                db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", arguments: [table])
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try define(
                definition.replacing("STRICT, WITHOUT", with: "WITHOUT").replacing("STRICT", with: "").replacing(
                    "NOT NULL", with: ""), db)
            try db.execute(sql: "UPDATE \(table) SET \(column) = \(type.value) WHERE \(row)")
            try define(definition, db)
            for trigger in triggers { try db.execute(sql: trigger["sql"]) }
        }
    }

    /// In SQL: one row, whichever.
    private func firstRow(_ db: Database) throws -> String {
        let keys = try String.fetchAll(
            db, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", arguments: [table])
        let key = keys.joined(separator: ", ")
        return "(\(key)) = (SELECT \(key) FROM \(table) LIMIT 1)"
    }

    private func define(_ sql: String, _ db: Database) throws {
        try db.execute(sql: "PRAGMA writable_schema = ON")
        try db.execute(sql: "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", arguments: [sql, table])
        // Reads the definitions anew.
        try db.execute(sql: "PRAGMA writable_schema = RESET")
        db.clearSchemaCache()
    }
}
