import BusTesting
import CompactJSON
@testable import EventBus
import EventBusTesting
import Foundation
import Instants
import Testing

@Suite struct CloudEventCodingTests {
    private let envelope = Envelope(
        id: "1f0c", source: "/orders", type: "OrderPaid", subject: "Order-12345",
        time: Date(timeIntervalSince1970: 1_795_449_600.5), schemaVersion: 2, correlationID: "c-1", causationID: "0a9b",
        mode: "orchestration", partitionKey: "Order-12345",
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data: Data(#"{"orderId":12345,"paid":true,"rate":0.25,"name":"Zoë / 東京"}"#.utf8))

    @Test func `an envelope is written as a CloudEvent with its data as JSON`() throws {
        let recorded = RecordedEnvelope(position: 7, envelope: envelope)
        #expect(
            String(decoding: try CloudEventCoding.sample.encode(recorded), as: UTF8.self) == """
                {"causationid":"0a9b","correlationid":"c-1","datacontenttype":"application/json",\
                "dataschema":"https://example.com/schemas/OrderPaid/2.json","id":"1f0c","mode":"orchestration",\
                "partitionkey":"Order-12345",\
                "sequence":"7","source":"/orders","specversion":"1.0","subject":"Order-12345",\
                "time":"2026-11-23T16:00:00.500000Z",\
                "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"OrderPaid",\
                "data":{"orderId":12345,"paid":true,"rate":0.25,"name":"Zoë / 東京"}}
                """)
    }

    @Test func `what was written reads back as it was`() throws {
        var expected = envelope
        // Keys come back sorted: JSON knows no order.
        expected.data = Data(#"{"name":"Zoë / 東京","orderId":12345,"paid":true,"rate":0.25}"#.utf8)
        #expect(try CloudEventCoding.sample.decode(CloudEventCoding.sample.encode(envelope)) == expected)
        expected.causationID = nil
        expected.traceparent = ""
        #expect(try CloudEventCoding.sample.decode(CloudEventCoding.sample.encode(expected)) == expected)
    }

    @Test(arguments: [
        ("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"", "specversion"),
        ("\"datacontenttype\":\"application/json\"", "\"datacontenttype\":\"text/xml\"", "datacontenttype"),
        ("\"correlationid\":\"c-1\",", "", "correlationid"),
        ("\"mode\":\"orchestration\"", "\"mode\":3", "mode"),
        ("\"id\":\"1f0c\"", "\"id\":\"\"", "id"),
        ("schemas/OrderPaid/2.json", "schemas/OrderMade/2.json", "dataschema"),
        ("schemas/OrderPaid/2.json", "schemas/OrderPaid/two.json", "dataschema"),
        ("2026-11-23T16:00:00.500000Z", "yesterday", "time"),
        ("\"data\":", "\"dada\":", "data"),
        ("{\"causationid\"", "[\"causationid\"", "CloudEvent"),
    ])
    func `what is missing or wrong is named`(part: String, wrong: String, named: String) throws {
        let text = String(decoding: try CloudEventCoding.sample.encode(envelope), as: UTF8.self)
        try #require(text.contains(part))
        let error = #expect(throws: BusError.self) {
            try CloudEventCoding.sample.decode(Data(text.replacingOccurrences(of: part, with: wrong).utf8))
        }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(named) == true)
    }

    @Test func `data that is no JSON is not written`() {
        let broken = Envelope.made(id: "a", data: Data("{".utf8))
        #expect(throws: BusError.self) { try CloudEventCoding.sample.encode(broken) }
    }

    @Test(
        arguments: [
            ("2026-11-23T16:00:00Z", 1_795_449_600_000_000), ("2026-11-23T16:00:00.000001Z", 1_795_449_600_000_001),
            ("2026-11-23T17:00:00.25+01:00", 1_795_449_600_250_000), ("2026-11-23T16:00:00.123456789Z", 1_795_449_600_123_456),
            ("1969-12-31T23:59:59.900000Z", -100_000),
        ] as [(String, Int64)])
    func `a time is read to the microsecond, in any zone`(text: String, microseconds: Int64) {
        #expect(RFC3339.instant(text)?.microsecondsSince1970 == microseconds)
    }

    @Test(arguments: [0, 1, 999_999, 1_795_449_600_123_456, -1, 4_102_444_800_000_001] as [Int64])
    func `a time is written to the microsecond and reads back`(microseconds: Int64) {
        let text = RFC3339.string(Instant(microsecondsSince1970: microseconds), .microseconds)
        #expect(text.count == 27)
        #expect(RFC3339.instant(text)?.microsecondsSince1970 == microseconds)
    }

    @Test(arguments: ["", "2026-11-23", "2026-11-23T16:00:00.Z", "2026-11-23T16:00:00", "2026-13-23T16:00:00Z", "16:00"])
    func `what is no time is refused`(text: String) {
        #expect(RFC3339.instant(text) == nil)
    }
}
