import Contracts
import Decisions
import GRDB

/// The tables in memory that ``Facts`` adds to those of the files.
enum FactTables {
    /// Makes the tables, or empties those that are there, and fills them with what the files say now.
    static func fill(horizon: Int64, in db: Database) throws {
        if try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM temp.sqlite_schema")) == 0 {
            try db.execute(sql: tables)
            try fillTakes(in: db)
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO moment VALUES (1, ?)").execute(arguments: [horizon])
        for sql in filling { try db.cachedStatement(sql: sql).execute() }
    }

    private static let tables = """
        CREATE TEMP TABLE order_facts (
            order_id INTEGER PRIMARY KEY, workflow TEXT, customer_id TEXT, total INTEGER, currency TEXT, payments INTEGER,
            paid INTEGER, paid_currency TEXT, refunds INTEGER, refunded INTEGER, refunded_currency TEXT, reason TEXT,
            readied INTEGER, completed INTEGER, cancelled INTEGER, events INTEGER, version INTEGER, state TEXT, style TEXT
        );
        CREATE TEMP TABLE published (subject TEXT, type TEXT, times INTEGER, first INTEGER, PRIMARY KEY (subject, type)) WITHOUT ROWID;
        CREATE TEMP TABLE takes (consumer TEXT, type TEXT, workflow TEXT, PRIMARY KEY (consumer, type, workflow));
        CREATE TEMP TABLE excused (order_id INTEGER PRIMARY KEY);
        CREATE TEMP TABLE outboxes (service TEXT, id TEXT, type TEXT, subject TEXT, data TEXT);
        CREATE TEMP TABLE moment (number INTEGER PRIMARY KEY, horizon INTEGER);
        """

    private static let filling = [
        "DELETE FROM temp.order_facts", orderFacts, states, "DELETE FROM temp.published", published, "DELETE FROM temp.excused",
        "INSERT OR IGNORE INTO temp.excused \(unionOfServices(excused))",
        "INSERT OR IGNORE INTO temp.excused SELECT order_id FROM dispatch.workflows WHERE phase = 'closed'",
        "DELETE FROM temp.outboxes",
        "INSERT INTO temp.outboxes \(unionOfServices(outbox))",
    ]

    /// The number of the order in a stream or a subject such as `Order-12345`.
    static func order(_ column: String) -> String { "CAST(substr(\(column), 7) AS INTEGER)" }

    /// The state of an order is what its last event made of it; a refund makes none.
    private static let orderFacts = """
        INSERT INTO temp.order_facts
        SELECT \(order("stream")),
            max(iif(type = 'OrderCreated', data ->> '$.workflow', NULL)),
            max(iif(type = 'OrderCreated', data ->> '$.customerId', NULL)),
            max(iif(type = 'OrderCreated', data ->> '$.total.amount', NULL)),
            max(iif(type = 'OrderCreated', data ->> '$.total.currency', NULL)),
            sum(type = 'OrderPaid'), sum(iif(type = 'OrderPaid', data ->> '$.amount.amount', NULL)),
            max(iif(type = 'OrderPaid', data ->> '$.amount.currency', NULL)),
            sum(type = 'OrderRefunded'), sum(iif(type = 'OrderRefunded', data ->> '$.amount.amount', NULL)),
            max(iif(type = 'OrderRefunded', data ->> '$.amount.currency', NULL)),
            max(iif(type = 'OrderCancelled', data ->> '$.reason', NULL)),
            sum(type = 'OrderReady'), sum(type = 'OrderCompleted'), sum(type = 'OrderCancelled'), count(*), max(version), NULL,
            ifnull(max(iif(type = 'OrderCreated', data ->> '$.payloadStyle', NULL)), 'state-transfer')
        FROM orders.events WHERE stream GLOB 'Order-[0-9]*' GROUP BY stream
        """

    private static let states = """
        UPDATE temp.order_facts SET state = (
            SELECT CASE type WHEN 'OrderCreated' THEN 'created' WHEN 'OrderPaid' THEN 'paid' WHEN 'OrderReady' THEN 'ready'
                WHEN 'OrderCompleted' THEN 'completed' WHEN 'OrderCancelled' THEN 'cancelled' END
            FROM orders.events WHERE stream = 'Order-' || order_id AND type <> 'OrderRefunded' ORDER BY version DESC LIMIT 1)
        """

    private static let published = """
        INSERT INTO temp.published SELECT subject, type, count(*), min(position) FROM messages
        WHERE source IN (\(services)) GROUP BY subject, type
        """

    /// In SQL: the sources of what Docket itself says. What a stranger wrote to the bus is no word of a service.
    static let services = Facts.consumers.map { "'/\($0)'" }.joined(separator: ", ")

    private static func fillTakes(in db: Database) throws {
        for (consumer, subscription) in Facts.subscriptions {
            for workflow in Workflow.allCases {
                for type in subscription.types(in: workflow) {
                    try db.execute(
                        sql: "INSERT INTO temp.takes VALUES (?, ?, ?)", arguments: [consumer, type, workflow.rawValue])
                }
            }
        }
    }

    private static func excused(_ service: String) -> String {
        """
        SELECT \(order("subject")) AS order_id FROM \(service).dead_letters
        WHERE subject GLOB 'Order-[0-9]*' AND state <> 'handled'
        """
    }

    private static func outbox(_ service: String) -> String {
        """
        SELECT '\(service)' AS service, id, type, subject, data FROM \(service).outbox AS o
        WHERE NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.id = o.id)
        """
    }

    private static func unionOfServices(_ select: (String) -> String) -> String {
        Facts.consumers.map(select).joined(separator: " UNION ALL ")
    }
}
