import Contracts
import Decisions
import Fulfilment
import FulfilmentSupport
import JSONSchema
import ServiceKit

/// One change, whom it breaks, and what to do instead.
package struct SchemaChange: Sendable, Encodable {
    /// Confluent's name for it.
    package var kind: String
    package var path: String
    /// The registered version it was compared with.
    package var against: Int
    var direction: String
    /// Services that take messages of this type.
    package var breaks: [String]
    var mend: String

    init(_ breach: Breach, of subject: String) {
        kind = breach.difference.kind.rawValue
        path = breach.difference.path
        against = breach.version
        direction = breach.direction.rawValue
        breaks = Self.consumers(of: subject)
        mend = Self.advice(on: breach.difference.kind, breach.direction)
    }

    /// For a line of text: `orders, stock when they meet messages of version 1 that lie in the log`.
    var whom: String {
        let readers = breaks.isEmpty ? "whoever reads it outside of Docket" : breaks.joined(separator: ", ")
        return direction == Breach.Direction.backward.rawValue
            ? "\(readers), once upgraded, at a message of version \(against) that lies in the log"
            : "\(readers), not upgraded yet, at a message of the new version"
    }

    /// The services that subscribe to a message, in either mode.
    static func consumers(of subject: String) -> [String] {
        fulfilmentServices.filter { $0.subscription.allTypes.contains(subject) }.map(\.name).sorted()
    }

    private static func advice(on kind: SchemaDifference.Kind, _ direction: Breach.Direction) -> String {
        switch (kind, direction) {
        case (.propertyAddedToOpen, .forward): "keep the field: old readers ask for it; stop reading it first, drop it later"
        case (.propertyAddedToOpen, .backward):
            "older messages may hold anything under this name; give the older shapes an upcaster, and register with --level FORWARD_TRANSITIVE"
        case (.requiredAdded, .forward), (.requiredPropertyAdded, .forward):
            "keep the field required: old readers count on it"
        case (.requiredAdded, .backward), (.requiredPropertyAdded, .backward):
            "make the field optional; or give the older shapes an upcaster that fills it in, and register with --level FORWARD_TRANSITIVE"
        case (.propertyRemovedFromClosed, _): "open the content model (additionalProperties) before a field goes"
        case (.typeChanged, _), (.typeNarrowed, _), (.enumChanged, _), (.patternChanged, _), (.multipleOfChanged, _):
            "leave the field as it is and add a new one beside it"
        case (.notJudged, _): "what is not judged counts as a break: leave this keyword as it is, or say the same with others"
        case (.exampleRefused, _): "make the schemas agree on this example; it was written because messages look like that"
        case (_, .backward): "allow at least what was allowed before"
        case (_, .forward): "allow no more than what was allowed before"
        }
    }
}
