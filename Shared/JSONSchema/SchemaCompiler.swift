import CompactJSON

/// Reads a schema, and all that it refers to, into nodes.
struct SchemaCompiler {
    let library: SchemaLibrary
    private(set) var nodes: [SchemaNode] = []
    /// Where each resource's dynamic anchors lead.
    private(set) var dynamicAnchors: [String: [String: NodeID]] = [:]
    private var known: [SchemaAddress: NodeID] = [:]

    init(library: SchemaLibrary) { self.library = library }

    /// The node of the schema at this address, read now if it was not yet.
    mutating func node(at wanted: SchemaAddress) throws(SchemaError) -> NodeID {
        guard let (address, schema) = library.find(wanted) else {
            throw SchemaError(reason: .danglingReference(wanted.text), location: wanted.resource)
        }
        if let known = known[address] { return known }
        let id = nodes.count
        known[address] = id
        nodes.append(SchemaNode(address: address))
        try takeDynamicAnchors(of: address.resource)
        nodes[id].checks = try checks(of: schema, at: address)
        return id
    }

    private mutating func takeDynamicAnchors(of resource: String) throws(SchemaError) {
        guard dynamicAnchors[resource] == nil else { return }
        dynamicAnchors[resource] = [:]
        for (name, pointer) in (library.resources[resource]?.dynamicAnchors ?? [:]).sorted(by: { $0.key < $1.key }) {
            let target = try node(at: SchemaAddress(resource: resource, pointer: pointer))
            dynamicAnchors[resource]?[name] = target
        }
    }

    private mutating func checks(
        of schema: JSONValue, at address: SchemaAddress
    ) throws(SchemaError) -> [(keyword: Keyword, check: Check)] {
        if case .bool(let allows) = schema { return allows ? [] : [(.not, .never)] }
        guard let members = schema.members else {
            throw SchemaError(reason: .malformed("a schema is an object, true or false"), location: address.text)
        }
        try refuseUnclaimed(members, at: address)
        var reader = KeywordReader(members: members, address: address, formats: library.formats)
        var checks: [(keyword: Keyword, check: Check)] = []
        // The declaration order of the keywords is the order of dependence: what lies unevaluated is known last of the applicators.
        for keyword in Keyword.evaluationOrder where members[keyword.rawValue] != nil {
            if let check = try reader.assertion(keyword) {
                checks.append((keyword, check))
            } else if let check = try applicator(keyword, &reader) {
                checks.append((keyword, check))
            }
        }
        return checks
    }

    private func refuseUnclaimed(_ members: [String: JSONValue], at address: SchemaAddress) throws(SchemaError) {
        if let draft = members[Keyword.schema.rawValue]?.text, draft != SchemaLibrary.draft, draft != SchemaLibrary.draft + "#",
            library.unknownKeywords == .refused
        {
            throw SchemaError(reason: .otherDraft(draft), location: address.text)
        }
        guard library.unknownKeywords == .refused else { return }
        for name in members.keys.sorted() where Keyword(rawValue: name) == nil && !name.hasPrefix("x-") {
            throw SchemaError(reason: .unclaimedKeyword(name), location: address.text)
        }
    }

    // MARK: Keywords that lead to other schemas

    private mutating func applicator(_ keyword: Keyword, _ reader: inout KeywordReader) throws(SchemaError) -> Check? {
        let address = reader.address
        switch keyword {
        case .ref: return .reference(try target(of: try reader.text(.ref), from: address).node)
        case .dynamicRef:
            let (node, anchor) = try target(of: try reader.text(.dynamicRef), from: address)
            return .dynamicReference(node, anchor: anchor)
        case .allOf: return .all(try list(keyword, &reader))
        case .anyOf: return .any(try list(keyword, &reader))
        case .oneOf: return .exactlyOne(try list(keyword, &reader))
        case .not: return .not(try inner(keyword, address))
        case .if:
            return .conditional(
                try inner(.if, address), then: try optional(.then, reader), else: try optional(.else, reader))
        case .dependentSchemas: return .dependentSchemas(try map(keyword, &reader))
        case .propertyNames: return .memberNames(try inner(keyword, address))
        case .contains: return .contains(try inner(keyword, address), try reader.range(.minContains, .maxContains, least: 1))
        case .unevaluatedItems: return .unevaluatedItems(try inner(keyword, address))
        case .unevaluatedProperties: return .unevaluatedMembers(try inner(keyword, address))
        case .properties: return try members(&reader)
        case .patternProperties where reader.has(.properties): return nil
        case .patternProperties: return try members(&reader)
        case .additionalProperties where reader.has(.properties) || reader.has(.patternProperties): return nil
        case .additionalProperties: return try members(&reader)
        case .prefixItems: return .items(prefix: try list(keyword, &reader), rest: try optional(.items, reader))
        case .items where reader.has(.prefixItems): return nil
        case .items: return .items(prefix: [], rest: try inner(keyword, address))
        default: return nil
        }
    }

    private mutating func members(_ reader: inout KeywordReader) throws(SchemaError) -> Check {
        let named = reader.has(.properties) ? try map(.properties, &reader) : [:]
        var patterns: [(Pattern, NodeID)] = []
        if reader.has(.patternProperties) {
            for (source, node) in try map(.patternProperties, &reader).sorted(by: { $0.key < $1.key }) {
                guard let pattern = Pattern(source) else { throw reader.malformed("\(source) is no regular expression") }
                patterns.append((pattern, node))
            }
        }
        return .members(named, patterns: patterns, additional: try optional(.additionalProperties, reader))
    }

    private mutating func inner(_ keyword: Keyword, _ address: SchemaAddress) throws(SchemaError) -> NodeID {
        try node(at: address.appending([keyword.rawValue]))
    }

    private mutating func optional(_ keyword: Keyword, _ reader: KeywordReader) throws(SchemaError) -> NodeID? {
        reader.has(keyword) ? try inner(keyword, reader.address) : nil
    }

    private mutating func list(_ keyword: Keyword, _ reader: inout KeywordReader) throws(SchemaError) -> [NodeID] {
        let count = try reader.list(keyword).count
        var nodes: [NodeID] = []
        for index in 0..<count { nodes.append(try node(at: reader.address.appending([keyword.rawValue, "\(index)"]))) }
        return nodes
    }

    private mutating func map(_ keyword: Keyword, _ reader: inout KeywordReader) throws(SchemaError) -> [String: NodeID] {
        var nodes: [String: NodeID] = [:]
        for name in try reader.map(keyword).keys.sorted() {
            nodes[name] = try node(at: reader.address.appending([keyword.rawValue, name]))
        }
        return nodes
    }

    /// The schema that a reference leads to, and the dynamic anchor by which it was named.
    private mutating func target(
        of reference: String, from address: SchemaAddress
    ) throws(SchemaError) -> (node: NodeID, anchor: String?) {
        let resource = Reference.resolve(reference, against: address.resource)
        let fragment = Reference.split(reference).fragment
        guard let found = library.resources[resource] else {
            throw SchemaError(reason: .danglingReference(reference), location: address.text)
        }
        if let pointer = JSONPointer.steps(fragment: fragment) {
            let target = SchemaAddress(resource: resource, pointer: pointer)
            guard library.find(target) != nil else {
                throw SchemaError(reason: .danglingReference(reference), location: address.text)
            }
            return (try node(at: target), nil)
        }
        guard let pointer = found.anchors[fragment] ?? found.dynamicAnchors[fragment] else {
            throw SchemaError(reason: .danglingReference(reference), location: address.text)
        }
        let isDynamic = found.dynamicAnchors[fragment] != nil
        return (try node(at: SchemaAddress(resource: resource, pointer: pointer)), isDynamic ? fragment : nil)
    }
}

extension Keyword {
    /// Assertions first, because they are cheap; what lies unevaluated last, because it depends on all others.
    static let evaluationOrder: [Keyword] =
        allCases.filter { $0 != .unevaluatedItems && $0 != .unevaluatedProperties } + [.unevaluatedItems, .unevaluatedProperties]
}
