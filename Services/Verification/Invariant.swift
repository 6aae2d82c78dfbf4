public import GRDB

/// Something that is always true of an installation, whatever happened to its processes.
public protocol Invariant: Sendable {
    /// Short, with hyphens: how reports and scripts call it.
    var name: String { get }
    /// What it says, in one sentence.
    var rule: String { get }
    /// True if it holds only once everything that was published has been handled. Skipped, not failed, until then.
    var needsDrainedBus: Bool { get }
    /// True if it compares with messages from the beginning of the log on. Skipped once some of them were removed.
    var needsWholeLog: Bool { get }

    /// What is broken: nothing, when all is well.
    func check(_ facts: Facts) throws -> [Violation]
}

extension Invariant {
    public var needsDrainedBus: Bool { false }
    public var needsWholeLog: Bool { false }

    /// Runs a query that finds what must not be, and makes a violation of each row. The text of the query is always the same, so
    /// that who checks often compiles it once.
    ///
    /// - Parameters:
    ///   - sql: Its column `order_id` names the order, its column `message_ids` the messages, parted by spaces; both may be absent.
    ///   - finding: Says what the row means.
    public func violations(_ facts: Facts, _ sql: String, finding: (Row) -> String) throws -> [Violation] {
        try Row.fetchAll(facts.db.cachedStatement(sql: sql)).map { row in
            let messages: String? = row.hasColumn("message_ids") ? row["message_ids"] : nil
            return Violation(
                invariant: name, orderId: row.hasColumn("order_id") ? row["order_id"] : nil,
                messageIds: messages.map { $0.split(separator: " ").map(String.init) } ?? [], finding: finding(row))
        }
    }
}

/// One thing that is not as it must be.
public struct Violation: Sendable, Hashable, Codable {
    /// The ``Invariant/name`` of what is broken.
    public var invariant: String
    /// The order it is about; `nil` where it is about a SKU, a currency or the log as a whole.
    public var orderId: Int?
    /// The messages it is about.
    public var messageIds: [String]
    /// What was found, with the figures.
    public var finding: String

    public init(invariant: String, orderId: Int? = nil, messageIds: [String] = [], finding: String) {
        self.invariant = invariant
        self.orderId = orderId
        self.messageIds = messageIds
        self.finding = finding
    }
}
