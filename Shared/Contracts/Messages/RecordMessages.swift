/// A carrier takes parcels from now on, or takes none. On the log so that Shipping can be made again from it.
public struct CarrierAvailabilityChanged: RecordPayload {
    public static let type = MessageType.carrierAvailabilityChanged
    public static let publishers = ["shipping"]
    public var carrierId: CarrierID
    public var enabled: Bool
    public var subject: String { "Carrier-\(carrierId)" }

    public var message: Message { .carrierAvailabilityChanged(self) }
    public var summary: String? { "\(carrierId) takes \(enabled ? "parcels again" : "no parcels")" }

    public init(carrierId: CarrierID, enabled: Bool) {
        self.carrierId = carrierId
        self.enabled = enabled
    }
}

/// What a person did to a service's state from outside of the process, by whom and why. On the log so that the record outlives the
/// service's own file.
public struct InterventionRecorded: RecordPayload {
    public static let type = MessageType.interventionRecorded
    public static let publishers = everyService
    /// What was done: `retryLetter`, `closeWorkflow`.
    public var action: String
    public var by: String
    public var why: String
    /// Of the dead letter that it was done to.
    public var position: Int?
    public var orderId: OrderID?
    /// What was changed, as it stood before and after.
    public var before: String?
    public var after: String?

    public var subject: String { orderId?.stream ?? "DeadLetter-\(position ?? 0)" }

    public var message: Message { .interventionRecorded(self) }
    public var summary: String? { action }

    public init(
        action: String, by: String, why: String, position: Int? = nil, orderId: OrderID? = nil, before: String? = nil,
        after: String? = nil
    ) {
        self.action = action
        self.by = by
        self.why = why
        self.position = position
        self.orderId = orderId
        self.before = before
        self.after = after
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        action = try container.decode(String.self, forKey: .action)
        by = try container.decode(String.self, forKey: .by)
        why = try container.decode(String.self, forKey: .why)
        position = try container.decodeUnlessAbsent(.position)
        orderId = try container.decodeUnlessAbsent(.orderId)
        before = try container.decodeUnlessAbsent(.before)
        after = try container.decodeUnlessAbsent(.after)
    }
}
