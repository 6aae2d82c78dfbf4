package import EventBus
package import Foundation

extension Envelope {
    /// A message of no particular meaning.
    package static func made(
        id: String, type: String = "OrderPaid", subject: String = "Order-1",
        time: Date = Date(timeIntervalSince1970: 1_795_000_000),
        causationID: String? = nil, workflow: String = "choreography", data: Data = Data(#"{"orderId":1}"#.utf8)
    ) -> Envelope {
        Envelope(
            id: id, source: "/orders", type: type, subject: subject, time: time, schemaVersion: 1, correlationID: "c-\(subject)",
            causationID: causationID, workflow: workflow, partitionKey: subject,
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", data: data)
    }
}
