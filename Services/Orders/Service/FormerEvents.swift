import CompactJSON
import Contracts
import Decisions
import EventSourcing
import Foundation
import Messaging

/// The shapes that an order's events had once, and what the next version made of each. Stored events are never rewritten: these steps are
/// taken whenever an old one is read.
enum FormerEvents {
    static let upcasters = [
        // Version 2 says how the payment is published. Before there was a choice, all were published in full.
        Upcaster(type: "OrderCreated", from: 1) { data in
            try changed(data) { event in
                if event["payloadStyle"] == nil { event["payloadStyle"] = .string(PayloadStyle.stateTransfer.rawValue) }
            }
        },
        // Version 3 splits `createdAt` in two: shops send their orders on later, so when the customer ordered is another time.
        Upcaster(type: "OrderCreated", from: 2) { data in
            try changed(data) { event in event["orderedAt"] = event["createdAt"] }
        },
        // Version 2 says who ended the order: customer care asked which orders the process had ended by itself.
        Upcaster(type: "OrderCancelled", from: 1) { data in
            try changed(data) { event in
                let isCustomer = event["reason"]?.text == CancellationReason.customerRequest.rawValue
                event["by"] = .string((isCustomer ? CancelledBy.customer : .process).rawValue)
            }
        },
        // Version 3 narrows `timedOut`: it had been the reason of orders too that a person gave up by hand.
        Upcaster(type: "OrderCancelled", from: 2) { data in
            try changed(data) { event in
                let isGivenUp =
                    event["by"]?.text == CancelledBy.person.rawValue
                    && event["reason"]?.text == CancellationReason.timedOut.rawValue
                if isGivenUp { event["reason"] = .string(CancellationReason.givenUp.rawValue) }
            }
        },
    ]

    private static func changed(_ data: Data, _ change: (inout [String: JSONValue]) -> Void) throws -> Data {
        guard var members = try JSONValue(parsing: data).members else {
            throw EventStoreError(.invalidData, "an event's data is no JSON object")
        }
        change(&members)
        return try MessageCoding.encode(JSONValue.object(members))
    }
}
