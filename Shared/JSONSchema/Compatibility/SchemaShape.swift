import CompactJSON

/// A schema as two schemas are compared: which kind of value it allows, and within what limits.
///
/// The kinds and their limits are those that Confluent's Schema Registry tells apart, so that a verdict here is one there: a schema
/// with several of them at once is a combination of all.
indirect enum SchemaShape: Sendable, Hashable {
    case anything
    case nothing
    case null
    case boolean
    case text(TextLimits)
    case number(NumberLimits)
    case object(ObjectLimits)
    case array(ArrayLimits)
    case values(Set<JSONValue>)
    /// Without a type: each shape limits the values of its kind, and those of other kinds are free.
    case limits([SchemaShape])
    /// A keyword that the comparison does not look into, as it stands in the schema: the same before and after is no change, and nothing else
    /// can be judged.
    case opaque(String)
    case not(SchemaShape)
    case combined(Criterion, [SchemaShape])
    /// A schema that is shaped already further out: it refers to itself.
    case recursion(SchemaAddress)

    enum Criterion: String, Sendable { case allOf, anyOf, oneOf }

    struct TextLimits: Sendable, Hashable {
        var least: Int?
        var most: Int?
        var pattern: String?
    }

    /// A limit of a number: exact, where a whole number has more digits than a floating-point number.
    struct Limit: Sendable, Hashable, Comparable {
        var value: JSONValue

        init?(_ value: JSONValue?) {
            switch value {
            case .integer, .number: self.value = value ?? .null
            default: return nil
            }
        }

        static func < (left: Limit, right: Limit) -> Bool {
            if case (.integer(let left), .integer(let right)) = (left.value, right.value) { return left < right }
            return left.value.double ?? 0 < right.value.double ?? 0
        }
    }

    struct NumberLimits: Sendable, Hashable {
        var isInteger: Bool
        var minimum: Limit?
        var maximum: Limit?
        var exclusiveMinimum: Limit?
        var exclusiveMaximum: Limit?
        var step: Double?
    }

    struct ObjectLimits: Sendable, Hashable {
        var members: [String: SchemaShape] = [:]
        /// Members whose schema has a default.
        var withDefault: Set<String> = []
        var required: Set<String> = []
        var patterns: [String: SchemaShape] = [:]
        var rest = Rest.open
        var least: Int?
        var most: Int?
        var needs: [String: Set<String>] = [:]
        var dependent: [String: SchemaShape] = [:]
    }

    struct ArrayLimits: Sendable, Hashable {
        var prefix: [SchemaShape] = []
        /// What every item is, where there is no prefix.
        var all: SchemaShape?
        /// What follows the prefix.
        var rest = Rest.open
        var least: Int?
        var most: Int?
        var isUnique = false
    }

    /// What may be there beside what is named: the content model.
    enum Rest: Sendable, Hashable {
        case open
        case closed
        case partlyOpen(SchemaShape)
    }
}
