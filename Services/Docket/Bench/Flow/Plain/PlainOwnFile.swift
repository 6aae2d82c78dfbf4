#if os(Linux)
import Foundation
import GRDB
import Messaging

/// The file of one plain program, with the tables of Docket's message processing and one row of state for each order.
final class PlainOwnFile {
    private let database: PlainDatabase
    private let inbox: PlainStatement
    private let state: PlainStatement
    private let outbox: PlainStatement
    private let removal: PlainStatement
    private let checkpoint: PlainStatement
    private let begin: PlainStatement
    private let commit: PlainStatement

    init(_ name: String, in directory: String) throws {
        let path = directory + "/\(name).db"
        let pool = try ServiceDatabase.open(URL(filePath: path))
        try pool.write { db in
            try RuntimeTables.create(in: db)
            try db.execute(sql: "CREATE TABLE state (subject TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID")
        }
        try pool.close()
        database = try PlainDatabase(path)
        try database.execute("PRAGMA wal_autocheckpoint = 4000")
        inbox = try database.prepare("INSERT INTO inbox (consumer, message_id, position, handled_at) VALUES (?, ?, ?, ?)")
        state = try database.prepare("INSERT OR REPLACE INTO state (subject, id) VALUES (?, ?)")
        outbox = try database.prepare(
            "INSERT INTO outbox (\(PlainMessageRow.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        removal = try database.prepare("DELETE FROM outbox")
        checkpoint = try database.prepare("INSERT OR REPLACE INTO checkpoint (consumer, position) VALUES (?, ?)")
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
    }

    /// One durable commit for the whole batch.
    func commit(
        _ batch: some Sequence<(PlainStation.Message, PlainMessageRow)>, consumer: String, upTo position: Int64
    ) throws {
        try begin.run()
        try removal.run()
        for (message, row) in batch {
            try inbox.run([.text(consumer), .text(row.id), .integer(message.position), .integer(row.time)])
            try state.run([.text(message.subject), .text(row.id)])
            try outbox.run(row.values)
        }
        try checkpoint.run([.text(consumer), .integer(position)])
        try commit.run()
    }
}
#endif
