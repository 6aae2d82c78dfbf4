public import CompactJSON

/// The schemas that others may refer to, by URI. Nothing is ever fetched: what is not in here is not there.
public struct SchemaLibrary: Sendable {
    /// What to do with an unknown keyword. The standard lets it pass as an annotation; where a verdict must be worth something,
    /// it is refused. Names that begin with `x-` are notes in either case.
    public enum UnknownKeywords: Sendable { case refused, ignored }

    /// Whether `format` says something to a reader only, as the standard has it by default, or decides. Asserted are `date-time`
    /// (RFC 3339) and `uuid`; a schema that asks for another format is refused then.
    public enum Formats: Sendable { case annotated, asserted }

    /// One schema with a URI of its own, and the names it gives to places inside it.
    struct Resource: Sendable {
        var root: JSONValue
        var anchors: [String: [String]] = [:]
        var dynamicAnchors: [String: [String]] = [:]
    }

    /// The address of the draft's metaschema.
    public static let draft = "https://json-schema.org/draft/2020-12/schema"

    let unknownKeywords: UnknownKeywords
    let formats: Formats
    private(set) var resources: [String: Resource] = [:]

    public init(unknownKeywords: UnknownKeywords = .refused, formats: Formats = .annotated) {
        self.unknownKeywords = unknownKeywords
        self.formats = formats
    }

    /// Takes a document in, with every schema in it that has a URI of its own.
    ///
    /// - Parameter uri: Where the document was found; its own `$id` is resolved against it.
    /// - Returns: The URI under which its outermost schema is known.
    @discardableResult
    public mutating func add(_ document: JSONValue, at uri: String) throws(SchemaError) -> String {
        let base = Reference.split(uri).uri
        let own = document[Keyword.id.rawValue]?.text.map { Reference.resolve($0, against: base) } ?? base
        resources[base] = Resource(root: document)
        resources[own] = Resource(root: document)
        try take(document, at: SchemaAddress(resource: own))
        if own != base { resources[base] = resources[own] }
        return own
    }

    /// The schema at an address, with the resource it really belongs to if there are schemas with a URI of their own on the way.
    func find(_ address: SchemaAddress) -> (address: SchemaAddress, schema: JSONValue)? {
        guard let resource = resources[address.resource] else { return nil }
        var found = SchemaAddress(resource: address.resource)
        var value = resource.root
        for step in address.pointer {
            guard let next = value[step] ?? value.element(step) else { return nil }
            value = next
            found.pointer.append(step)
            if let id = value[Keyword.id.rawValue]?.text {
                let own = Reference.resolve(id, against: found.resource)
                if resources[own] != nil { found = SchemaAddress(resource: own) }
            }
        }
        return (found, value)
    }

    private mutating func take(_ schema: JSONValue, at address: SchemaAddress) throws(SchemaError) {
        if case .bool = schema { return }
        guard let members = schema.members else {
            throw SchemaError(reason: .malformed("a schema is an object, true or false"), location: address.text)
        }
        var address = address
        if let id = members[Keyword.id.rawValue]?.text, !address.pointer.isEmpty {
            address = SchemaAddress(resource: Reference.resolve(id, against: address.resource))
            resources[address.resource] = Resource(root: schema)
        }
        if let name = members[Keyword.anchor.rawValue]?.text { resources[address.resource]?.anchors[name] = address.pointer }
        if let name = members[Keyword.dynamicAnchor.rawValue]?.text {
            resources[address.resource]?.dynamicAnchors[name] = address.pointer
        }
        for (name, argument) in members.sorted(by: { $0.key < $1.key }) {
            guard let keyword = Keyword(rawValue: name) else { continue }
            for (pointer, inner) in keyword.schemas(in: argument) {
                try take(inner, at: address.appending([name] + pointer))
            }
        }
    }
}

extension JSONValue {
    fileprivate func element(_ step: String) -> JSONValue? {
        guard let elements, let index = Int(step), elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}
