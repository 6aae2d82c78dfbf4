import Contracts
import Decisions
import DurableSQLite
import EventSourcing
import GRDB
import Instants
import OrdersDomain

/// What happened to which order, when, through whom, and what it followed from: every event in a line, for those who must account for it.
struct AuditProjection: Projection {
    let name = "audit"
    let version = 1

    func createTables(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE audit (
                    position INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
                    event TEXT NOT NULL, detail TEXT, actor TEXT NOT NULL, correlation_id TEXT NOT NULL, causation_id TEXT,
                    \(RowChecksums.column(
                        of: "position, order_id, version, at, event, detail, actor, correlation_id, causation_id"))
                ) STRICT;
                CREATE INDEX audit_by_order ON audit (order_id, position);
                CREATE INDEX audit_by_actor ON audit (actor, position);
                """)
    }

    func apply(_ event: StoredEvent, in db: Database) throws {
        guard let id = OrderID(stream: event.stream) else { return }
        let (actor, detail) = Self.reading(try EventCoding.decode(event))
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO audit (position, order_id, version, at, event, detail, actor, correlation_id, causation_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            event.position, id.rawValue, event.version, event.time.microsecondsSince1970, event.type, detail, actor.rawValue,
            event.correlationID, event.causationID,
        ])
    }

    private static func reading(_ event: OrderEvent) -> (actor: CancelledBy, detail: String?) {
        switch event {
        case .created(let details): (.customer, "\(details.total)")
        case .paid(let amount): (.customer, "\(amount)")
        case .cancelled(let reason, let by): (by, reason.rawValue)
        case .refunded(let amount): (.process, "\(amount)")
        case .readied, .completed: (.process, nil)
        }
    }
}
