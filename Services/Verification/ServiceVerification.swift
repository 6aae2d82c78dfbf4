/// What `docket verify` knows of one service, defined by the service itself: in SQL over its own database, which is attached under the
/// service's name, and over the facts of all (see ``Facts``).
///
/// Each list of selects feeds one invariant that holds for all services (``CommonInvariants``); ``invariants`` are the service's own.
public struct ServiceVerification: Sendable {
    /// A table in memory that the service adds to the facts.
    public struct FactTable: Sendable {
        /// `CREATE TEMP TABLE …`
        public var create: String
        /// Statements that empty it and fill it anew.
        public var fill: [String]

        public init(create: String, fill: [String]) {
            self.create = create
            self.fill = fill
        }
    }

    /// What a service gave for an order, and how it is taken back.
    public struct Grant: Sendable {
        /// The event of giving.
        public var granted: String
        /// The command to take it back, and the event of having done so.
        public var asked: String, returned: String

        public init(_ granted: String, asked: String, returned: String) {
            self.granted = granted
            self.asked = asked
            self.returned = returned
        }
    }

    /// A count for people: something in order by the rules that waits for a person, or was decided by one.
    public struct Warning: Sendable {
        /// `SELECT order_id, reason …`; the reason may be NULL.
        public var select: String
        /// `1 saga needs attention`, `sagas need attention`.
        public var one: String, many: String

        public init(_ select: String, one: String, many: String) {
            self.select = select
            self.one = one
            self.many = many
        }
    }

    public var facts: [FactTable]
    /// `SELECT order_id …`: orders that a person has taken out of the process.
    public var excused: [String]
    /// `SELECT subject, service, what, type …`: what has changed, and the message that must have been published about it.
    public var changes: [String]
    /// `SELECT subject, type, service, state …`: what the bus has, and the service's state that denies it.
    public var denials: [String]
    /// `SELECT order_id, service, state …`: orders that the service waits for an answer about, and has no timeout set for.
    public var waits: [String]
    /// `SELECT order_id, service, state …`: orders that the service has a timeout set for, and waits for nothing about.
    public var strayTimers: [String]
    /// `SELECT order_id, what, type …`: what the service has that only an order past the pivot may have.
    public var pastPivot: [String]
    /// `SELECT order_id, what, type …`: what is held for an order and must be let go when it is cancelled.
    public var held: [String]
    /// `SELECT order_id, what …`: what is not as it must be once the order is completed. The order's facts are `t`.
    public var unfinished: [String]
    public var grants: [Grant]
    public var warnings: [Warning]
    public var invariants: [any Invariant]

    public init(
        facts: [FactTable] = [], excused: [String] = [], changes: [String] = [], denials: [String] = [], waits: [String] = [],
        strayTimers: [String] = [],
        pastPivot: [String] = [], held: [String] = [], unfinished: [String] = [], grants: [Grant] = [], warnings: [Warning] = [],
        invariants: [any Invariant] = []
    ) {
        self.facts = facts
        self.excused = excused
        self.changes = changes
        self.denials = denials
        self.waits = waits
        self.strayTimers = strayTimers
        self.pastPivot = pastPivot
        self.held = held
        self.unfinished = unfinished
        self.grants = grants
        self.warnings = warnings
        self.invariants = invariants
    }
}

/// The states that a service keeps of its orders, one row each, and what it publishes about them.
public struct StateTable: Sendable {
    private let service: String
    private let table: String
    private let noun: String
    /// The message that is published when an order comes to a state.
    private let published: [(state: String, type: String)]
    /// The states in which an order may be once a message about it was published: it may have been undone or carried on since.
    private let possible: [(type: String, states: [String])]

    /// - Parameters:
    ///   - table: With the columns `order_id` and `state`.
    ///   - noun: What a row is for people: `reservation`.
    public init(
        _ service: String, _ table: String, noun: String, published: [(state: String, type: String)],
        possible: [(type: String, states: [String])]
    ) {
        self.service = service
        self.table = table
        self.noun = noun
        self.published = published
        self.possible = possible
    }

    /// For ``ServiceVerification/changes``.
    public var changes: String {
        let cases = published.map { "WHEN '\($0.state)' THEN '\($0.type)'" }.joined(separator: " ")
        return """
            SELECT 'Order-' || order_id, '\(service)', 'the \(noun) ' || state, CASE state \(cases) END AS type
            FROM \(service).\(table) WHERE type IS NOT NULL
            """
    }

    /// For ``ServiceVerification/denials``.
    public var denials: [String] {
        possible.map { type, states in
            let list = states.map { "'\($0)'" }.joined(separator: ", ")
            return """
                SELECT s.subject, s.type, '\(service)', ifnull('the state ' || x.state, 'nothing') FROM published AS s
                LEFT JOIN \(service).\(table) AS x ON x.order_id = \(FactTables.order("s.subject"))
                WHERE s.type = '\(type)' AND s.first <= \(Facts.horizonOfReading) AND ifnull(x.state, '') NOT IN (\(list))
                """
        }
    }
}
