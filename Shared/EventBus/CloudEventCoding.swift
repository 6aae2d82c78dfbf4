public import Foundation

/// Envelopes as CloudEvents 1.0 in JSON, structured mode (cloudevents.io, "JSON Event Format"): how a message leaves the bus.
///
/// `data` is embedded as JSON, not as text, and byte for byte as it was appended. The schema version travels in `dataschema`.
/// What CloudEvents does not have are extensions: `correlationid`, `causationid`, `mode`, `partitionkey`, `traceparent`; a recorded
/// message also has its position as `sequence`.
public struct CloudEventCoding: Sendable {
    /// Where the schemas of messages are, before `<type>/<version>.json`: such as `https://example.com/schemas/`.
    public let schemas: String

    public init(schemas: String) { self.schemas = schemas }

    /// - Throws: ``BusError/Code/invalid`` when `data` is no JSON.
    public func encode(_ envelope: Envelope) throws(BusError) -> Data {
        try encode(envelope, sequence: nil)
    }

    /// - Throws: ``BusError/Code/invalid`` when `data` is no JSON.
    public func encode(_ recorded: RecordedEnvelope) throws(BusError) -> Data {
        try encode(recorded.envelope, sequence: String(recorded.position))
    }

    /// Reads what ``encode(_:)-(Envelope)`` writes, and the same from others.
    ///
    /// - Throws: ``BusError/Code/invalid``, naming the attribute that is missing or wrong.
    public func decode(_ json: Data) throws(BusError) -> Envelope {
        let attributes: CloudEventAttributes
        do {
            attributes = try JSONDecoder().decode(CloudEventAttributes.self, from: json)
        } catch let DecodingError.keyNotFound(key, _) {
            throw BusError(.invalid, "not a CloudEvent of this bus: the attribute '\(key.stringValue)' is missing")
        } catch let DecodingError.typeMismatch(_, context) {
            let name = context.codingPath.last?.stringValue ?? "the whole"
            throw BusError(.invalid, "not a CloudEvent of this bus: '\(name)' has the wrong type")
        } catch {
            throw BusError(.invalid, "not a CloudEvent of this bus: it is no JSON object, or an attribute is null")
        }
        return try attributes.envelope(data: data(of: json), schemas: schemas)
    }

    private func encode(_ envelope: Envelope, sequence: String?) throws(BusError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        do {
            _ = try JSONSerialization.jsonObject(with: envelope.data, options: .fragmentsAllowed)
            var json = try encoder.encode(CloudEventAttributes(envelope, sequence: sequence, schemas: schemas))
            // The data is JSON already, so it takes its place as it is: before the brace that ends the attributes.
            json.removeLast()
            json.append(contentsOf: #","data":"#.utf8)
            json.append(envelope.data)
            json.append(contentsOf: "}".utf8)
            return json
        } catch {
            throw BusError(.invalid, "the data of message '\(envelope.id)' is no JSON")
        }
    }

    private func data(of json: Data) throws(BusError) -> Data {
        do {
            guard let object = try JSONSerialization.jsonObject(with: json) as? [String: Any], let data = object["data"] else {
                throw BusError(.invalid, "not a CloudEvent of this bus: it has no 'data'")
            }
            return try JSONSerialization.data(
                withJSONObject: data, options: [.fragmentsAllowed, .withoutEscapingSlashes, .sortedKeys])
        } catch {
            throw (error as? BusError) ?? BusError(.invalid, "the 'data' of a CloudEvent cannot be read: \(error)")
        }
    }
}
