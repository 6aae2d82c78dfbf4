import Contracts

/// What the orchestrator hears about an order: an event when it happened, or the answer to a command that came too late to cause one.
enum Happening {
    case paid(OrderPaid)
    case reserved(weight: Int)
    case short
    case released
    case booked
    case bookingFailed
    case shipmentCancelled
    case ready
    case completed
    case cancelled(CancellationReason)

    /// `nil` for a message that does not concern the process.
    init?(_ message: Message) {
        switch message {
        case .orderPaid(let event): self = .paid(event)
        case .stockReserved(let event): self = .reserved(weight: event.totalWeightGrams)
        case .stockShortageDetected: self = .short
        case .stockReleased: self = .released
        case .shipmentBooked: self = .booked
        case .shipmentBookingFailed: self = .bookingFailed
        case .shipmentCancelled: self = .shipmentCancelled
        case .orderReady: self = .ready
        case .orderCompleted: self = .completed
        case .orderCancelled(let event): self = .cancelled(event.reason)
        case .commandAnswered(let answer): self.init(answer)
        case .orderCreated, .orderPaidNotification, .orderRefunded, .orderPacked, .stockReceived, .shipmentDispatched,
            .reserveStock,
            .releaseStock, .bookShipment, .cancelShipment, .markOrderReady, .cancelOrder, .workflowClosed,
            .carrierAvailabilityChanged, .interventionRecorded:
            return nil
        }
    }

    private init(_ answer: CommandAnswered) {
        switch answer.outcome {
        case .stockReserved: self = .reserved(weight: answer.totalWeightGrams ?? 0)
        case .stockShortageDetected: self = .short
        case .stockReleased: self = .released
        case .shipmentBooked: self = .booked
        case .shipmentBookingFailed: self = .bookingFailed
        case .shipmentCancelled: self = .shipmentCancelled
        case .orderReady: self = .ready
        case .orderCancelled: self = .cancelled(answer.reason ?? .customerRequest)
        }
    }
}
