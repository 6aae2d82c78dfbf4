import Contracts
public import Decisions

/// What the orchestrator takes from the bus. It leads orchestrated orders only; of the others it knows nothing.
public let dispatchSubscription = Subscription(
    choreography: [],
    orchestration: [
        .orderPaid, .orderPaidNotification, .stockReserved, .stockShortageDetected, .shipmentBooked, .shipmentBookingFailed,
        .orderReady, .stockReleased, .shipmentCancelled, .orderCancelled, .orderCompleted, .commandAnswered,
    ])
