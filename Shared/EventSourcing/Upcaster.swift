public import Foundation

/// Turns the JSON of an old version of one type of event into that of the next version.
///
/// Stored events are never rewritten. They are upcast each time they are read, step by step to the newest version, so
/// that the code behind the store knows one shape of each event only. An upcaster is a pure function: the same bytes
/// give the same bytes, today and in ten years.
public struct Upcaster: Sendable {
    /// The type of event it reads.
    public var type: String
    /// The version it reads. It writes this version plus one.
    public var version: Int
    /// The JSON of the next version.
    public var upcast: @Sendable (Data) throws -> Data

    public init(type: String, from version: Int, _ upcast: @escaping @Sendable (Data) throws -> Data) {
        self.type = type
        self.version = version
        self.upcast = upcast
    }
}

/// The upcasters of a store, found by what they read.
struct Upcasters: Sendable {
    private var steps: [String: [Int: Upcaster]] = [:]

    init(_ upcasters: [Upcaster]) {
        for upcaster in upcasters {
            let previous = steps[upcaster.type, default: [:]].updateValue(upcaster, forKey: upcaster.version)
            precondition(previous == nil, "two upcasters read version \(upcaster.version) of \(upcaster.type)")
        }
    }

    /// Applies every step there is from the event's version on.
    func upcast(_ event: inout NewEvent) throws {
        guard let steps = steps[event.type] else { return }
        while let step = steps[event.schemaVersion] {
            event.data = try step.upcast(event.data)
            event.schemaVersion += 1
        }
    }
}
