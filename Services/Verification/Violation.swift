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
