import CompactJSON

/// The keywords of JSON Schema 2020-12 that this validator claims: it acts on each as the standard says, or knows that the standard
/// asks for no action.
///
/// Source: json-schema.org/draft/2020-12/json-schema-core and json-schema-validation.
public enum Keyword: String, Sendable, CaseIterable {
    // Core
    case schema = "$schema", id = "$id", ref = "$ref", anchor = "$anchor", dynamicRef = "$dynamicRef"
    case dynamicAnchor = "$dynamicAnchor", defs = "$defs", comment = "$comment"
    // Applicators
    case allOf, anyOf, oneOf, not
    case `if`, then, `else`
    case dependentSchemas, properties, patternProperties, additionalProperties, propertyNames
    case prefixItems, items, contains
    case unevaluatedItems, unevaluatedProperties
    // Assertions
    case type, `enum`, const
    case multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum
    case maxLength, minLength, pattern
    case maxItems, minItems, uniqueItems, maxContains, minContains
    case maxProperties, minProperties, required, dependentRequired
    // Annotations: they say something to a reader and decide nothing
    case title, description, `default`, deprecated, readOnly, writeOnly, examples
    case format, contentEncoding, contentMediaType, contentSchema

    /// Where the schemas inside a schema are.
    enum Shape { case none, schema, list, map }

    var shape: Shape {
        switch self {
        case .not, .if, .then, .else, .additionalProperties, .propertyNames, .items, .contains, .unevaluatedItems,
            .unevaluatedProperties, .contentSchema:
            .schema
        case .allOf, .anyOf, .oneOf, .prefixItems: .list
        case .defs, .properties, .patternProperties, .dependentSchemas: .map
        default: .none
        }
    }

    /// The schemas that stand under this keyword, each with its pointer below the keyword.
    func schemas(in argument: JSONValue) -> [(pointer: [String], schema: JSONValue)] {
        switch shape {
        case .none: []
        case .schema: [([], argument)]
        case .list: (argument.elements ?? []).enumerated().map { (["\($0.offset)"], $0.element) }
        case .map: (argument.members ?? [:]).sorted { $0.key < $1.key }.map { ([$0.key], $0.value) }
        }
    }
}
