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
    /// False if it looks at the files alone, and at nothing that ``Facts`` sums up: it need not wait until that is done.
    var needsSummaries: Bool { get }

    /// What is broken: nothing, when all is well.
    func check(_ facts: Facts) throws -> [Violation]
}

extension Invariant {
    public var needsDrainedBus: Bool { false }
    public var needsWholeLog: Bool { false }
    public var needsSummaries: Bool { true }

    /// Runs a query that finds what must not be, and makes a violation of each row. The text of the query is always the same, so
    /// that who checks often compiles it once.
    ///
    /// - Parameters:
    ///   - sql: Its column `order_id` names the order, its column `message_ids` the messages, parted by spaces; both may be absent.
    ///   - finding: Says what the row means.
    public func violations(_ facts: Facts, _ sql: String, finding: (FoundRow) -> String) throws -> [Violation] {
        try Row.fetchAll(facts.db.cachedStatement(sql: sql)).map { row in
            let row = FoundRow(row)
            return Violation(
                invariant: name, orderId: row.number("order_id"),
                messageIds: row.text("message_ids")?.split(separator: " ").map(String.init) ?? [], finding: finding(row))
        }
    }
}

/// A row that an invariant has found, to be put into words: whatever a column holds has a text, because a damaged file holds anything.
public struct FoundRow {
    private let row: Row

    public init(_ row: Row) { self.row = row }

    /// The value for people; `none` for NULL.
    public subscript(_ column: String) -> String { text(column) ?? "none" }

    /// `nil` for NULL, and where there is no such column.
    public func text(_ column: String) -> String? {
        guard let value = row[column] as DatabaseValue? else { return nil }
        switch value.storage {
        case .null: return nil
        case .int64(let number): return String(number)
        case .double(let number): return String(number)
        case .string(let text): return text
        case .blob(let data): return "\(data.count) bytes"
        }
    }

    /// `nil` for anything but a whole number.
    public func number(_ column: String) -> Int? { (row[column] as DatabaseValue?).flatMap(Int.fromDatabaseValue) }
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
