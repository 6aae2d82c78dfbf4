public import Decisions

/// A carrier takes parcels from now on, or takes none. On the log so that Shipping can be made again from it.
public struct CarrierAvailabilityChanged: FulfilmentMessage, RecordMessage {
    public static let type = MessageType.carrierAvailabilityChanged
    public static let publishers = ["shipping"]
    public var carrierId: CarrierID
    public var enabled: Bool
    public var subject: String { "Carrier-\(carrierId)" }

    public var summary: String? { "\(carrierId) takes \(enabled ? "parcels again" : "no parcels")" }

    public init(carrierId: CarrierID, enabled: Bool) {
        self.carrierId = carrierId
        self.enabled = enabled
    }
}

extension InterventionRecorded: FulfilmentMessage {
    public static let type = MessageType.interventionRecorded
    public static var publishers: [String] { everyService }
    public var summary: String? { action }
}
