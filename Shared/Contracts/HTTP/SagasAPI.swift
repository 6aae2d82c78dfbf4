// Bodies of the orchestrator's HTTP API.

/// A saga as HTTP shows it.
public struct SagaView: Codable, Sendable {
    public var orderId: OrderID
    public var state: String
    /// Compensations still to be answered.
    public var compensating: [String]
    public var compensated: [String]
    public var reason: CancellationReason?
    public var lateAnswers: Int
    public var needsAttention: Bool
    /// Why it does.
    public var attention: String?
    /// How often a person had it resumed.
    public var resumptions: Int

    public init(
        orderId: OrderID, state: String, compensating: [String], compensated: [String], reason: CancellationReason? = nil,
        lateAnswers: Int, needsAttention: Bool, attention: String? = nil, resumptions: Int
    ) {
        self.orderId = orderId
        self.state = state
        self.compensating = compensating
        self.compensated = compensated
        self.reason = reason
        self.lateAnswers = lateAnswers
        self.needsAttention = needsAttention
        self.attention = attention
        self.resumptions = resumptions
    }
}

/// `GET /sagas`.
public struct SagaList: Codable, Sendable {
    public var sagas: [SagaView]
    /// Orders whose sagas were left out, because what is stored of them is damaged; absent if there is none.
    public var damaged: [Int]?
    /// Pass it as `after` to read on; absent at the end.
    public var next: OrderID?

    public init(sagas: [SagaView], damaged: [Int]? = nil, next: OrderID? = nil) {
        self.sagas = sagas
        self.damaged = damaged
        self.next = next
    }
}
