import CompactJSON

/// A schema as it is evaluated: its keywords read once, in the order in which they depend on each other.
struct SchemaNode: Sendable {
    let address: SchemaAddress
    var checks: [(keyword: Keyword, check: Check)] = []
}

/// Names a ``SchemaNode`` in its table, so that schemas may refer to each other in circles.
typealias NodeID = Int

/// What a keyword, or a group of keywords that belong together, asks of a value.
enum Check: Sendable {
    case never
    case type(Set<String>)
    case oneOfValues([JSONValue])
    case multipleOf(JSONValue)
    case atMost(JSONValue, orEqual: Bool)
    case atLeast(JSONValue, orEqual: Bool)
    case textLength(ClosedRange<Int>)
    case pattern(Pattern)
    case format(Format)
    case itemCount(ClosedRange<Int>)
    case uniqueItems
    case memberCount(ClosedRange<Int>)
    case required([String])
    case dependentRequired([String: [String]])

    case reference(NodeID)
    /// If the static target bears a dynamic anchor of this name, the outermost schema in scope that bears it too is meant.
    case dynamicReference(NodeID, anchor: String?)
    case all([NodeID])
    case any([NodeID])
    case exactlyOne([NodeID])
    case not(NodeID)
    case conditional(NodeID, then: NodeID?, else: NodeID?)
    case dependentSchemas([String: NodeID])
    case members([String: NodeID], patterns: [(Pattern, NodeID)], additional: NodeID?)
    case memberNames(NodeID)
    case items(prefix: [NodeID], rest: NodeID?)
    case contains(NodeID, ClosedRange<Int>)
    case unevaluatedItems(NodeID)
    case unevaluatedMembers(NodeID)
}
