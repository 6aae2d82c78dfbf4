import CompactJSON
import Foundation
import Instants

/// The attributes of a CloudEvent, all but its data. The names are the standard's: lower case, no separators.
struct CloudEventAttributes: Codable {
    var specversion = "1.0"
    var id: String
    var source: String
    var type: String
    var subject: String
    var time: String
    var datacontenttype = "application/json"
    var dataschema: String
    var correlationid: String
    var causationid: String?
    var mode: String
    var partitionkey: String
    /// An attribute must not be empty, so what is empty in an envelope is left out.
    var traceparent: String?
    /// The position, for a recorded message.
    var sequence: String?

    init(_ envelope: Envelope, sequence: String?, schemas: String) {
        id = envelope.id
        source = envelope.source
        type = envelope.type
        subject = envelope.subject
        time = RFC3339.string(Instant(envelope.time), .microseconds)
        dataschema = "\(schemas)\(envelope.type)/\(envelope.schemaVersion).json"
        correlationid = envelope.correlationID
        causationid = envelope.causationID
        mode = envelope.mode
        partitionkey = envelope.partitionKey
        traceparent = envelope.traceparent.isEmpty ? nil : envelope.traceparent
        self.sequence = sequence
    }

    func envelope(data: Data, schemas: String) throws(BusError) -> Envelope {
        try check("specversion", specversion, specversion == "1.0", "must be 1.0")
        try check("datacontenttype", datacontenttype, datacontenttype == "application/json", "must be application/json")
        try check("id", id, !id.isEmpty, "must not be empty")
        let prefix = "\(schemas)\(type)/"
        let suffix = ".json"
        let version =
            dataschema.hasPrefix(prefix) && dataschema.hasSuffix(suffix)
            ? Int(dataschema.dropFirst(prefix.count).dropLast(suffix.count)) : nil
        try check("dataschema", dataschema, version != nil, "must be \(prefix)<version>\(suffix)")
        // What lies before the year 1 becomes that end, as in the log.
        let time = Date(timestamp: self.time)
        try check("time", self.time, time != nil, "must be a time such as 2026-11-23T16:00:00.000000Z")
        return Envelope(
            id: id, source: source, type: type, subject: subject, time: time ?? .distantPast, schemaVersion: version ?? 0,
            correlationID: correlationid, causationID: causationid, mode: mode, partitionKey: partitionkey,
            traceparent: traceparent ?? "", data: data)
    }

    private func check(_ name: String, _ value: String, _ isRight: Bool, _ rule: String) throws(BusError) {
        guard isRight else { throw BusError(.invalid, "not a CloudEvent of this bus: \(name) is '\(value)' and \(rule)") }
    }
}
