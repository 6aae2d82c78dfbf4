public import CompactJSON

/// Who must be able to read what, when a schema changes. The levels and their names are those of Confluent's Schema Registry.
public enum CompatibilityLevel: String, Sendable, Codable, CaseIterable {
    /// Anything goes.
    case none = "NONE"
    /// Readers with the new schema can read what was written by the last one: upgrade readers first.
    case backward = "BACKWARD"
    case backwardTransitive = "BACKWARD_TRANSITIVE"
    /// Readers with the last schema can read what is written by the new one: upgrade writers first.
    case forward = "FORWARD"
    case forwardTransitive = "FORWARD_TRANSITIVE"
    /// Both.
    case full = "FULL"
    case fullTransitive = "FULL_TRANSITIVE"

    /// Whether all earlier versions count, or the last one alone.
    public var isTransitive: Bool { [.backwardTransitive, .forwardTransitive, .fullTransitive].contains(self) }
    /// New readers must read old messages.
    public var looksBack: Bool { [.backward, .backwardTransitive, .full, .fullTransitive].contains(self) }
    /// Old readers must read new messages.
    public var looksForward: Bool { [.forward, .forwardTransitive, .full, .fullTransitive].contains(self) }

    /// Everything that keeps `schema` from being the next version after `earlier` (oldest first); empty if it may be.
    ///
    /// - Parameter models: What an object may hold beside what is declared.
    public func breaches(
        of schema: JSONValue, after earlier: [JSONValue], models: ContentModels = .asDeclared
    ) throws(SchemaError) -> [Breach] {
        var breaches: [Breach] = []
        let counted = isTransitive ? Array(earlier.enumerated()) : Array(earlier.enumerated().suffix(1))
        for (index, older) in counted.reversed() {
            if looksBack {
                breaches += try models.differences(from: older, to: schema).filter { !$0.isCompatible }.map {
                    Breach(difference: $0, version: index + 1, direction: .backward)
                }
            }
            if looksForward {
                breaches += try models.differences(from: schema, to: older).filter { !$0.isCompatible }.map {
                    Breach(difference: $0, version: index + 1, direction: .forward)
                }
            }
        }
        return breaches
    }
}

/// A change that some reader could not follow.
public struct Breach: Hashable, Sendable {
    /// Who cannot follow a change.
    public enum Direction: String, Sendable {
        /// Readers with the new schema meet what the old one wrote.
        case backward
        /// Readers with the old schema meet what the new one writes.
        case forward
    }

    /// For `.forward` it is the difference from the new schema back to the old one.
    public var difference: SchemaDifference
    /// The earlier version it was compared with, counted from 1.
    public var version: Int
    /// Whom the change breaks.
    public var direction: Direction

    public init(difference: SchemaDifference, version: Int, direction: Direction) {
        self.difference = difference
        self.version = version
        self.direction = direction
    }
}
