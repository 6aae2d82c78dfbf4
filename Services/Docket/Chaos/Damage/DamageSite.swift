import Contracts
import DocketInstallation
import DurableSQLite
import Foundation
import GRDB

/// A data directory of which copies are damaged, one after the other: what was stored there, and what its services say of it.
struct DamageSite: Sendable {
    /// How its services ended: `stopped` or `killed`.
    let name: String
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
    func copy(to path: String, name: String? = nil) throws -> DamageSite {
        let manager = FileManager.default
        try? manager.removeItem(atPath: path)  // None is there the first time.
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in try manager.contentsOfDirectory(atPath: installation.path)
        where !["run", "logs"].contains(name) && !name.hasSuffix("-shm") && !name.hasSuffix(".lock") {
            try manager.copyItem(atPath: installation.path + name, toPath: "\(path)/\(name)")
        }
        return DamageSite(name: name ?? self.name, installation: Installation(path: path))
    }

    /// False if the file does not let it be, whatever its rules.
    func inflict(_ damage: Damage) throws -> Bool {
        switch damage.kind {
        case .flip(let offset, let bit):
            let handle = try FileHandle(forUpdating: URL(filePath: installation.path + damage.file))
            defer { try? handle.close() }  // What was written is in the file already.
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

    /// Every column of every table that has a row, with each type.
    func cells() throws -> [Damage] {
        try files().filter { $0.name.hasSuffix(".db") }.flatMap { file in
            try read(file.name) { db in
                try Self.tables(db).filter { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? 0 > 0 }.flatMap { table in
                    try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table]).flatMap { column in
                        Damage.CellType.allCases.map {
                            Damage(file: file.name, kind: .cell(table: table, column: column, type: $0))
                        }
                    }
                }
            }
        }
    }

    /// The numbers of all orders.
    func orders() throws -> [Int] {
        try read("bus.db") { db in
            try String.fetchAll(db, sql: "SELECT DISTINCT subject FROM messages").compactMap { OrderID(stream: $0)?.rawValue }
                .sorted()
        }
    }

    /// All that the tables of a database say, without its indexes; `nil` if that cannot be read to its end.
    func meaning(of file: String) -> [String]? {
        // An error is a meaning too: it cannot be read.
        try? read(file.replacing("-wal", with: "")) { db in
            try Self.tables(db).flatMap { table in
                // Not by an index, and its rows in the order of their content.
                try Row.fetchAll(db, sql: "SELECT * FROM \(table) NOT INDEXED").map { "\(table): \($0)" }.sorted()
            }
        }
    }

    private func read<Value>(_ file: String, _ body: (Database) throws -> Value) throws -> Value {
        var configuration = Configuration.withRowChecksums()
        configuration.readonly = true
        return try DatabaseQueue(path: installation.path + file, configuration: configuration).read(body)
    }

    private static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                ORDER BY name
                """)
    }
}
