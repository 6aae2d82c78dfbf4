import Contracts
import Decisions
import GRDB

/// The tables in memory that ``Facts`` adds to those of the files.
enum FactTables {
    static func create(in db: Database) throws {
        try db.execute(sql: told)
        try db.execute(sql: said)
        try createTakes(in: db)
        try db.execute(sql: "CREATE TEMP TABLE excused (order_id INTEGER PRIMARY KEY)")
        try db.execute(sql: "INSERT OR IGNORE INTO excused \(unionOfServices(excused))")
        try db.execute(sql: "CREATE TEMP TABLE outboxes AS \(unionOfServices(outbox))")
    }

    /// The number of the order in a stream or a subject such as `Order-12345`.
    static func order(_ column: String) -> String { "CAST(substr(\(column), 7) AS INTEGER)" }

    /// The state of an order is what its last event made of it; a refund makes none.
    private static let told = """
        CREATE TEMP TABLE told (
            order_id INTEGER PRIMARY KEY, workflow TEXT, customer_id TEXT, total INTEGER, currency TEXT, payments INTEGER,
            paid INTEGER, paid_currency TEXT, refunds INTEGER, refunded INTEGER, refunded_currency TEXT, reason TEXT,
            readied INTEGER, completed INTEGER, cancelled INTEGER, events INTEGER, version INTEGER, state TEXT
        );
        INSERT INTO told
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
            sum(type = 'OrderReady'), sum(type = 'OrderCompleted'), sum(type = 'OrderCancelled'), count(*), max(version), NULL
        FROM orders.events WHERE stream GLOB 'Order-[0-9]*' GROUP BY stream;
        UPDATE told SET state = (
            SELECT CASE type WHEN 'OrderCreated' THEN 'created' WHEN 'OrderPaid' THEN 'paid' WHEN 'OrderReady' THEN 'ready'
                WHEN 'OrderCompleted' THEN 'completed' WHEN 'OrderCancelled' THEN 'cancelled' END
            FROM orders.events WHERE stream = 'Order-' || order_id AND type <> 'OrderRefunded' ORDER BY version DESC LIMIT 1);
        """

    private static let said = """
        CREATE TEMP TABLE said (subject TEXT, type TEXT, times INTEGER, first INTEGER, PRIMARY KEY (subject, type)) WITHOUT ROWID;
        INSERT INTO said SELECT subject, type, count(*), min(position) FROM messages GROUP BY subject, type;
        """

    private static func createTakes(in db: Database) throws {
        try db.execute(
            sql: "CREATE TEMP TABLE takes (consumer TEXT, type TEXT, workflow TEXT, PRIMARY KEY (consumer, type, workflow))")
        for (consumer, subscription) in Facts.subscriptions {
            for workflow in Workflow.allCases {
                for type in subscription.types(in: workflow) {
                    try db.execute(
                        sql: "INSERT INTO takes VALUES (?, ?, ?)", arguments: [consumer, type.rawValue, workflow.rawValue])
                }
            }
        }
    }

    private static func excused(_ service: String) -> String {
        "SELECT \(order("subject")) AS order_id FROM \(service).dead_letters WHERE subject GLOB 'Order-[0-9]*'"
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
