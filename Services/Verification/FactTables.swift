import Decisions
import GRDB

/// The tables in memory that ``Facts`` adds to those of the files.
public enum FactTables {
    /// Makes the tables, or empties those that are there, and fills them with what the files say now.
    static func fill(_ services: [VerifiedService], horizon: Int64, summaries: Bool, in db: Database) throws {
        if try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM temp.sqlite_schema")) == 0 {
            try db.execute(sql: tables)
            if summaries { try db.execute(sql: summaryTables(of: services)) }
            try fillTakes(of: services, in: db)
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO moment VALUES (1, ?)").execute(arguments: [horizon])
        for sql in filling(of: services, summaries: summaries) { try db.cachedStatement(sql: sql).execute() }
    }

    private static let tables = """
        CREATE TEMP TABLE takes (consumer TEXT, type TEXT, mode TEXT, PRIMARY KEY (consumer, type, mode));
        CREATE TEMP TABLE outboxes (service TEXT, id TEXT, type TEXT, subject TEXT, data TEXT);
        CREATE TEMP TABLE moment (number INTEGER PRIMARY KEY, horizon INTEGER);
        """

    private static func summaryTables(of services: [VerifiedService]) -> String {
        ([
            """
            CREATE TEMP TABLE published (subject TEXT, type TEXT, times INTEGER, first INTEGER, PRIMARY KEY (type, subject)) WITHOUT ROWID;
            CREATE TEMP TABLE excused (order_id INTEGER PRIMARY KEY, closed INTEGER);
            """
        ] + services.flatMap(\.verification.facts).map(\.create)).joined(separator: ";\n")
    }

    private static func filling(of services: [VerifiedService], summaries: Bool) -> [String] {
        let outboxes = services.map { outbox($0.name) }.joined(separator: " UNION ALL ")
        return (summaries ? summing(services) : []) + ["DELETE FROM temp.outboxes", "INSERT INTO temp.outboxes \(outboxes)"]
    }

    private static func summing(_ services: [VerifiedService]) -> [String] {
        let closed = services.flatMap(\.verification.excused).map { "SELECT order_id, 1 FROM (\($0))" }
        let excused = closed + services.map { deadLettered($0.name) }
        return services.flatMap(\.verification.facts).flatMap(\.fill) + [
            "DELETE FROM temp.published",
            """
            INSERT INTO temp.published SELECT subject, type, count(*), min(position) FROM messages
            WHERE source IN (\(sources(services))) GROUP BY subject, type
            """,
            "DELETE FROM temp.excused", "INSERT OR IGNORE INTO temp.excused \(excused.joined(separator: " UNION ALL "))",
        ]
    }

    static func sources(_ services: [VerifiedService]) -> String {
        services.map { "'/\($0.name)'" }.joined(separator: ", ")
    }

    /// The number of the order in a stream or a subject such as `Order-12345`.
    public static func order(_ column: String) -> String { "CAST(substr(\(column), 7) AS INTEGER)" }

    private static func fillTakes(of services: [VerifiedService], in db: Database) throws {
        for service in services {
            for mode in CoordinationMode.allCases {
                for type in service.subscription.types(in: mode) {
                    try db.execute(
                        sql: "INSERT INTO temp.takes VALUES (?, ?, ?)", arguments: [service.name, type, mode.rawValue])
                }
            }
        }
    }

    private static func deadLettered(_ service: String) -> String {
        """
        SELECT \(order("subject")) AS order_id, 0 FROM \(service).dead_letters
        WHERE subject GLOB 'Order-[0-9]*' AND state <> 'handled'
        """
    }

    private static func outbox(_ service: String) -> String {
        """
        SELECT '\(service)' AS service, id, type, subject, data FROM \(service).outbox AS o
        WHERE NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.id = o.id)
        """
    }
}
