import CompactJSON
import Contracts
import Decisions
import EventBus
import Foundation
import FulfilmentSupport
import Messaging
import ServiceKit
import Testing

/// `--validate-events`: what a service publishes, against the schemas that were registered.
@Suite struct RegisteredSchemasTests {
    private static func envelope(_ data: String, version: Int = 1) -> Envelope {
        Envelope(
            id: "m1", source: "/orders", type: "OrderReady", subject: "Order-1", time: Date(timeIntervalSince1970: 0),
            schemaVersion: version, correlationID: "c", causationID: nil, mode: "choreography", partitionKey: "Order-1",
            traceparent: "", data: Data(data.utf8))
    }

    @Test func `what keeps to its schema passes`() throws {
        let message = OrderReady(orderId: 7)
        let text = String(decoding: try MessageCoding.encode(message), as: UTF8.self)
        try RegisteredSchemas.check().check(Self.envelope(text, version: OrderReady.version))
    }

    @Test(arguments: ["{}", #"{"orderId":"7"}"#, #"{"orderId":0}"#])
    func `what breaks it is named, its content is not`(data: String) throws {
        let check = try RegisteredSchemas.check()
        let error = #expect(throws: ContractViolation.self) { try check.check(Self.envelope(data)) }
        #expect(error?.description.contains("OrderReady breaks its schema") == true)
    }

    @Test func `a version without a schema is not published`() throws {
        let check = try RegisteredSchemas.check()
        #expect(throws: ContractViolation("no schema is registered for version 99 of OrderReady")) {
            try check.check(Self.envelope("{}", version: 99))
        }
    }
}
