public import Contracts

/// The state of one order's process, as the orchestrator sees it.
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
        /// Taken out of the process by a person; ``Saga/plan`` says what was not undone then.
        case closed

        /// Where a phase leads.
        public enum Direction: Sendable { case forward, undoing, pastPivot, ended }

        public var direction: Direction {
            switch self {
            case .reserving, .booking, .markingReady: .forward
            case .compensating: .undoing
            case .ready, .completed: .pastPivot
            case .cancelled, .closed: .ended
            }
        }

        /// True if an answer is waited for.
        public var isWaiting: Bool { direction == .forward || direction == .undoing }
    }

    /// One step of the way back.
    public enum Compensation: String, Sendable, Hashable, CaseIterable {
        case cancelShipment
        case releaseStock
        case cancelOrder
    }

    public let orderId: OrderID
    /// Empty if the order was cancelled before its payment was received.
    public let items: [ItemQuantity]
    /// `nil` if the order was cancelled before its payment was received.
    public let shipTo: Address?
    public var phase: Phase
    /// Compensations still to be done. While ``Compensation/cancelOrder`` is first it alone is asked for, else all of them are.
    public var plan: [Compensation] = []
    /// Compensations that were answered, in the order of their answers.
    public var undone: [Compensation] = []
    /// Why it is being undone.
    public var reason: CancellationReason?
    /// What Stock published; needed to book.
    public var totalWeightGrams: Int?
    /// How many late answers were compensated again: makes the id of each such command new.
    public var lateAnswers = 0
    /// How often a person had the step asked for anew: makes the ids of its commands new.
    public var resumptions = 0
    /// Why a person should look: a compensation has not been answered for too long. It is repeated all the same.
    public var attention: String?
    public var needsAttention: Bool { attention != nil }

    public init(orderId: OrderID, items: [ItemQuantity], shipTo: Address?, phase: Phase) {
        self.orderId = orderId
        self.items = items
        self.shipTo = shipTo
        self.phase = phase
    }
}
