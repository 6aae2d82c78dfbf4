import DocketInstallation
import DurableSQLite
import Foundation
import GRDB

/// A data directory of which copies are damaged, one after the other: what was stored there, and what its services say of it.
struct DamageSite: Sendable {
    let installation: Installation

    /// The files with what the services know, each with its size: databases and their write-ahead logs.
    func files() throws -> [(name: String, size: Int)] {
        try FileManager.default.contentsOfDirectory(atPath: installation.path).sorted().compactMap { name in
            guard name.hasSuffix(".db") || name.hasSuffix(".db-wal") else { return nil }
            let size = try FileManager.default.attributesOfItem(atPath: installation.path + name)[.size] as? Int ?? 0
            return size > 0 ? (name, size) : nil
        }
    }

    /// A copy without what belongs to processes: who runs, who holds a lock, the index of a write-ahead log.
    func copy(to path: String) throws -> DamageSite {
        let manager = FileManager.default
        try? manager.removeItem(atPath: path)  // None is there the first time.
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in try manager.contentsOfDirectory(atPath: installation.path)
        where !["run", "logs"].contains(name) && !name.hasSuffix("-shm") && !name.hasSuffix(".lock") {
            try manager.copyItem(atPath: installation.path + name, toPath: "\(path)/\(name)")
        }
        return DamageSite(installation: Installation(path: path))
    }

    /// False if the file does not let it be, whatever its rules.
    func inflict(_ damage: Damage) throws -> Bool {
        switch damage.kind {
        case .flip(let offset, let bit):
            let handle = try FileHandle(forUpdating: URL(filePath: installation.path + damage.file))
            defer { try? handle.close() }
            try handle.seek(toOffset: UInt64(offset))
            guard let byte = try handle.read(upToCount: 1)?.first else { return false }
            try handle.seek(toOffset: UInt64(offset))
            try handle.write(contentsOf: [byte ^ 1 << bit])
            return true
        case .cell(let table, let column, let type):
            do {
                try CellDamage(path: installation.path + damage.file, table: table, column: column).inflict(type)
                return true
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_CONSTRAINT || error.resultCode == .SQLITE_MISMATCH
            {
                return false
            }
        }
    }

    /// All that the tables of a database say, without its indexes; `nil` if that cannot be read to its end.
    func meaning(of file: String) -> [String]? {
        var configuration = Configuration.withRowChecksums()
        configuration.readonly = true
        let path = installation.path + file.replacing("-wal", with: "")
        return try? DatabaseQueue(path: path, configuration: configuration).read { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            return try tables.flatMap { table in
                // Not by an index, and its rows in the order of their content.
                try Row.fetchAll(db, sql: "SELECT * FROM \(table) NOT INDEXED").map { "\(table): \($0)" }.sorted()
            }
        }
    }
}

/// Puts a value into a table that the table would refuse.
struct CellDamage {
    let path: String
    let table: String
    let column: String

    /// The rules are taken out of the table's definition for the change, and the row keeps its checksum.
    func inflict(_ type: Damage.CellType) throws {
        let queue = try DatabaseQueue(path: path, configuration: .withRowChecksums())
        defer { try? queue.close() }
        try queue.inDatabase { db in
            let schema = try Row.fetchAll(
                db, sql: "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'trigger') AND sql IS NOT NULL")
            let definition =
                try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [table]) ?? ""
            let isGenerated = definition.contains("row_checksum")
            if isGenerated {
                let checksum = try Int64.fetchOne(db, sql: "SELECT checksum FROM \(table) LIMIT 1")
                db.add(function: DatabaseFunction("row_checksum", pure: true) { _ in checksum })
            }
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            for trigger in try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", arguments: [table])
            {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try rewrite(
                db,
                definition.replacing(") STRICT, WITHOUT ROWID", with: ") WITHOUT ROWID").replacing(") STRICT", with: ")")
                    .replacing("NOT NULL", with: ""))
            // One row only, whose key does not matter.
            let key = definition.contains("WITHOUT ROWID") ? try firstKey(db) : "rowid = (SELECT min(rowid) FROM \(table))"
            try db.execute(sql: "UPDATE \(table) SET \(column) = \(type.value) WHERE \(key)")
            try rewrite(db, definition)
            for row in schema where (row["sql"] as String).hasPrefix("CREATE TRIGGER") {
                let exists =
                    try Bool.fetchOne(
                        db, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)", arguments: [row["name"] as String])
                    ?? false
                if !exists { try db.execute(sql: row["sql"]) }
            }
        }
    }

    private func firstKey(_ db: Database) throws -> String {
        let keys = try String.fetchAll(
            db, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", arguments: [table])
        let list = keys.joined(separator: ", ")
        return "(\(list)) = (SELECT \(list) FROM \(table) LIMIT 1)"
    }

    private func rewrite(_ db: Database, _ sql: String) throws {
        try db.execute(sql: "PRAGMA writable_schema = ON")
        try db.execute(sql: "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", arguments: [sql, table])
        // Reads the definitions anew.
        try db.execute(sql: "PRAGMA writable_schema = RESET")
        db.clearSchemaCache()
    }
}
