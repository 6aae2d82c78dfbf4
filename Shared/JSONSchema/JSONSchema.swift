public import CompactJSON

/// A JSON Schema, draft 2020-12, ready to judge values.
///
/// It claims the keywords of ``Keyword`` and refuses schemas with others, so that "valid" means that everything the schema asks for
/// was looked at. `format` is an annotation, as the standard has it by default. It passes the official test suite
/// (github.com/json-schema-org/JSON-Schema-Test-Suite) but for the tests of `$vocabulary`; see `make conformance`.
public struct JSONSchema: Sendable {
    /// The URI under which the schema knows itself.
    public let uri: String
    let root: NodeID
    let nodes: [SchemaNode]
    let dynamicAnchors: [String: [String: NodeID]]

    /// - Parameters:
    ///   - uri: Where the document was found; references in it without a URI of their own are resolved against it.
    ///   - library: The schemas it may refer to.
    public init(_ document: JSONValue, at uri: String = "", in library: SchemaLibrary = SchemaLibrary()) throws(SchemaError) {
        var library = library
        self.uri = try library.add(document, at: uri)
        var compiler = SchemaCompiler(library: library)
        root = try compiler.node(at: SchemaAddress(resource: self.uri))
        nodes = compiler.nodes
        dynamicAnchors = compiler.dynamicAnchors
    }

    /// Everything in which the value does not keep to the schema; empty if it does.
    public func violations(in value: JSONValue) -> [Violation] {
        Evaluator(schema: self).violations(in: value)
    }
}
