import EventBus
import Foundation
import GRDB
import Instants
import Synchronization

/// The reading side: one connection that cannot write, so it needs no lock and never holds a writer up.
///
/// One is enough: every read looks at ``scanLimit`` positions at most and is done in milliseconds. Threads take turns on it.
final class LogReader: Sendable {
    /// How many positions one read looks at when it searches by type.
    static let scanLimit: Position = 20_000

    private let queue: DatabaseQueue
    private let files: BusFiles
    private let durability: Durability
    private let last = Mutex<(filter: MessageFilter?, sql: String)?>(nil)

    init(_ files: BusFiles, _ durability: Durability) throws(BusError) {
        self.files = files
        self.durability = durability
        queue = try translatingErrors(of: files) {
            var configuration = Configuration()
            configuration.label = "bus.reader"
            configuration.readonly = true
            // A reader waits for SQLite only while another process recovers the log after a crash.
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
            let queue = try DatabaseQueue(path: files.database, configuration: configuration)
            try queue.read { db in try Schema.check(db, file: files.database) }
            return queue
        }
    }

    func read(after position: Position, matching filter: MessageFilter?, limit: Int) throws(BusError) -> Page {
        try translatingErrors(of: files) {
            // No transaction around the two statements: what is at a position or before it does not change any more.
            try queue.unsafeRead { db in
                guard let (end, last) = try scan(db, after: position) else { return Page(messages: [], upTo: position) }
                guard limit > 0 else { return Page(messages: [], upTo: position, isEnd: false) }
                let statement = try statement(db, after: position, upTo: end, filter, limit: limit)
                let expected = min(limit, filter == nil ? Int(end.subtractingSaturating(position)) : 256, 1024)
                let messages = try MessageRowReader.messages(statement, db, expecting: expected, file: files.database)
                // A full page may have left some behind its last message; any other has seen everything up to `end`.
                let upTo = messages.count == limit ? messages.last?.position ?? end : end
                return Page(messages: messages, upTo: upTo, isEnd: upTo == last)
            }
        }
    }

    /// The last position to look at, and the last there is for readers; `nil` when there is nothing new.
    private func scan(_ db: Database, after position: Position) throws -> (end: Position, last: Position)? {
        let bounds = try db.cachedStatement(
            sql: """
                SELECT (SELECT position FROM messages WHERE position > ?1 ORDER BY position LIMIT 1), max(position) FROM messages
                """)
        // After a compaction the first may be far behind `position`.
        guard let row = try Row.fetchOne(bounds, arguments: [position]), let first = try row.decode(Position?.self, atIndex: 0),
            let last = try row.decode(Position?.self, atIndex: 1)
        else { return nil }
        let visible = try durability.visible(of: last)
        guard first <= visible else { return nil }
        return (min(visible, first.addingSaturating(Self.scanLimit - 1)), visible)
    }

    private func statement(
        _ db: Database, after position: Position, upTo end: Position, _ filter: MessageFilter?, limit: Int
    ) throws -> Statement {
        let statement = try db.cachedStatement(sql: sql(filter))
        try statement.setArguments([position, end, limit])
        return statement
    }

    /// The query of a filter. A consumer asks with the same one thousands of times a second, so the last one is kept.
    private func sql(_ filter: MessageFilter?) -> String {
        last.withLock { last in
            if let last, last.filter == filter { return last.sql }
            let sql = """
                SELECT \(MessageRowReader.columns) FROM messages
                WHERE position > ? AND position <= ?\(filter?.condition ?? "") ORDER BY position LIMIT ?
                """
            last = (filter, sql)
            return sql
        }
    }

    func statistics() throws(BusError) -> BusStatistics {
        try translatingErrors(of: files) {
            try queue.read { db in
                let first = try Position.fetchOne(db, sql: "SELECT min(position) FROM messages")
                let last = try lastPosition(db)
                let consumers = try Row.fetchAll(db, sql: "SELECT name, position FROM consumers ORDER BY name").map { row in
                    try BusStatistics.Consumer(
                        name: row.decode(atIndex: 0), position: row.decode(atIndex: 1),
                        lag: last.subtractingSaturating(row.decode(atIndex: 1)))
                }
                // Positions have no gaps, so there is no need to count a million rows.
                return BusStatistics(
                    messages: first.map { last.subtractingSaturating($0).addingSaturating(1) } ?? 0, first: first ?? 0,
                    last: last, bytes: files.size,
                    consumers: consumers)
            }
        }
    }

    func identity() throws(BusError) -> LogID { try translatingErrors(of: files) { try queue.read(Schema.identity) } }

    func lastPublished(by source: String) throws(BusError) -> Publication? {
        try translatingErrors(of: files) {
            try queue.read { db in
                // What was noted, and what has come since.
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT position, id FROM (
                            SELECT position, id FROM messages WHERE source = ?1
                                AND position > (SELECT value FROM meta WHERE name = 'published') ORDER BY position DESC LIMIT 1)
                        UNION ALL SELECT position, id FROM publishers WHERE source = ?1
                        """)
                return try Row.fetchOne(statement, arguments: [source]).map {
                    try Publication(position: $0.decode(atIndex: 0), id: $0.decode(atIndex: 1))
                }
            }
        }
    }

    /// Closes the connection. It can neither write nor checkpoint, so this needs no lock.
    func close() throws(BusError) {
        try translatingErrors(of: files) { try queue.close() }
    }
}

extension MessageFilter {
    /// The filter in SQL, its texts as literals.
    fileprivate var condition: String {
        let named = byMode.map { mode, types in "mode = \(Self.literal(mode)) AND type IN \(Self.list(types))" }
        let others = "mode NOT IN \(Self.list(byMode.keys)) AND type IN \(Self.list(otherwise))"
        return " AND (" + (named + [others]).joined(separator: " OR ") + ")"
    }

    private static func list(_ texts: some Collection<String>) -> String { "(\(texts.map(literal).joined(separator: ", ")))" }
    private static func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
}

/// The newest position ever given, whether its message is still there or not.
func lastPosition(_ db: Database) throws -> Position {
    let statement = try db.cachedStatement(
        sql: """
            SELECT max(ifnull((SELECT max(position) FROM messages), 0), (SELECT value FROM meta WHERE name = 'compacted'))
            """)
    return try Position.fetchOne(statement) ?? 0
}
