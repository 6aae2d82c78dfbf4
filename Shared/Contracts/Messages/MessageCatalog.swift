import Decisions

/// The table of all messages: each payload says what there is to know of its type.
public enum MessageCatalog {
    public static let payloads: [any FulfilmentMessage.Type] = [
        OrderCreated.self, OrderPaid.self, OrderPaidNotification.self, OrderReady.self,
        OrderCompleted.self, OrderCancelled.self, OrderRefunded.self, StockReceived.self,
        StockReserved.self, StockShortageDetected.self, StockReleased.self, OrderPacked.self,
        ShipmentBooked.self, ShipmentBookingFailed.self, ShipmentCancelled.self, ShipmentDispatched.self,
        ReserveStock.self, ReleaseStock.self, BookShipment.self, CancelShipment.self,
        MarkOrderReady.self, CancelOrder.self, CommandAnswered.self, WorkflowClosed.self,
        CarrierAvailabilityChanged.self, InterventionRecorded.self,
    ]

    private static let byType: [MessageType: any FulfilmentMessage.Type] = Dictionary(
        uniqueKeysWithValues: payloads.map { ($0.type, $0) })

    static func payload(of type: MessageType) -> any FulfilmentMessage.Type {
        // A type without a payload cannot be written; a test holds that each is listed.
        guard let payload = byType[type] else { preconditionFailure("\(type) is not in the catalogue") }
        return payload
    }
}
