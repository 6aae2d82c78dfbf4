package import EventBus

extension CloudEventCoding {
    /// With schemas of no particular place.
    package static let sample = CloudEventCoding(schemas: "https://example.com/schemas/")
}
