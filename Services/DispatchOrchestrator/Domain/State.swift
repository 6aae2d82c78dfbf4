public import Contracts

/// Where the process of one order stands, as the orchestrator sees it.
public struct Saga: Sendable, Hashable {
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        case reserving
        case booking
        case markingReady
        /// Past the pivot. The rest goes without the orchestrator.
        case ready
        case completed
        /// Undoing, step by step; ``Saga/plan`` says what is left.
        case compensating
        case cancelled
    }

    /// One step of the way back.
    public enum Compensation: String, Sendable, Hashable, CaseIterable {
        case cancelShipment
        case releaseStock
        case cancelOrder
    }

    public let orderId: OrderID
    public let items: [ItemQuantity]
    public let shipTo: Address
    public var phase: Phase
    /// Compensations still to be done, the one that is asked for now first.
    public var plan: [Compensation] = []
    /// Compensations that were answered, in the order of their answers.
    public var undone: [Compensation] = []
    /// Why it is being undone.
    public var reason: CancellationReason?
    /// What Stock said; needed to book.
    public var totalWeightGrams: Int?
    /// How many late answers were compensated again: makes the id of each such command new.
    public var lateAnswers = 0
    /// A compensation has not been answered for too long: it is still repeated, but a person should look.
    public var needsAttention = false

    public init(orderId: OrderID, items: [ItemQuantity], shipTo: Address, phase: Phase) {
        self.orderId = orderId
        self.items = items
        self.shipTo = shipTo
        self.phase = phase
    }
}
