import CompactJSON

/// Reads the shape of a schema, with all that it refers to.
struct ShapeReader {
    let library: SchemaLibrary

    func shape(at wanted: SchemaAddress, inside outer: [SchemaAddress] = []) -> SchemaShape {
        guard let (address, schema) = library.find(wanted) else { return .anything }
        if outer.contains(address) { return .recursion(address) }
        switch schema {
        case .bool(true): return .anything
        case .bool(false): return .nothing
        default: return Reading(library: library, schema: schema, address: address, outer: outer + [address]).shape()
        }
    }
}

/// The reading of one schema object.
private struct Reading {
    let library: SchemaLibrary
    let schema: JSONValue
    let address: SchemaAddress
    let outer: [SchemaAddress]

    func shape() -> SchemaShape {
        let parts = typed() + values() + reference() + combinations() + negation() + opaque()
        switch parts.count {
        case 0: return .anything
        case 1: return parts[0]
        default: return .combined(.allOf, parts)
        }
    }

    private func argument(_ keyword: Keyword) -> JSONValue? { schema[keyword.rawValue] }

    private func inner(_ keyword: Keyword, _ steps: String...) -> SchemaShape {
        ShapeReader(library: library).shape(at: address.appending([keyword.rawValue] + steps), inside: outer)
    }

    private func typed() -> [SchemaShape] {
        guard argument(.type) != nil else {
            let shapes = impliedTypes().map(shape(of:))
            return shapes.isEmpty ? [] : [.limits(shapes)]
        }
        let types = argument(.type)?.text.map { [$0] } ?? argument(.type)?.elements?.compactMap(\.text) ?? []
        let shapes = types.map(shape(of:))
        return shapes.count > 1 ? [.combined(.anyOf, shapes)] : shapes
    }

    /// Without a type, the keywords show which kind of value the schema is about.
    private func impliedTypes() -> [String] {
        let implied: [(String, [Keyword])] = [
            (
                "object",
                [
                    .properties, .required, .additionalProperties, .patternProperties, .minProperties, .maxProperties,
                    .dependentRequired, .dependentSchemas,
                ]
            ),
            ("array", [.items, .prefixItems, .minItems, .maxItems, .uniqueItems]),
            ("string", [.minLength, .maxLength, .pattern]),
            ("number", [.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf]),
        ]
        return implied.filter { $0.1.contains { argument($0) != nil } }.map(\.0)
    }

    private func shape(of type: String) -> SchemaShape {
        switch type {
        case "null": .null
        case "boolean": .boolean
        case "string":
            .text(.init(least: count(.minLength), most: count(.maxLength), pattern: argument(.pattern)?.text))
        case "integer", "number": .number(numberLimits(isInteger: type == "integer"))
        case "array": .array(arrayLimits())
        default: .object(objectLimits())
        }
    }

    private func numberLimits(isInteger: Bool) -> SchemaShape.NumberLimits {
        .init(
            isInteger: isInteger, minimum: .init(argument(.minimum)), maximum: .init(argument(.maximum)),
            exclusiveMinimum: .init(argument(.exclusiveMinimum)), exclusiveMaximum: .init(argument(.exclusiveMaximum)),
            step: number(.multipleOf))
    }

    private func objectLimits() -> SchemaShape.ObjectLimits {
        var limits = SchemaShape.ObjectLimits(least: count(.minProperties), most: count(.maxProperties))
        for (name, member) in argument(.properties)?.members ?? [:] {
            limits.members[name] = inner(.properties, name)
            if member[Keyword.default.rawValue] != nil { limits.withDefault.insert(name) }
        }
        limits.required = Set(argument(.required)?.elements?.compactMap(\.text) ?? [])
        for pattern in (argument(.patternProperties)?.members ?? [:]).keys {
            limits.patterns[pattern] = inner(.patternProperties, pattern)
        }
        limits.rest = rest(.additionalProperties)
        for (name, needs) in argument(.dependentRequired)?.members ?? [:] {
            limits.needs[name] = Set(needs.elements?.compactMap(\.text) ?? [])
        }
        for name in (argument(.dependentSchemas)?.members ?? [:]).keys { limits.dependent[name] = inner(.dependentSchemas, name) }
        return limits
    }

    private func arrayLimits() -> SchemaShape.ArrayLimits {
        var limits = SchemaShape.ArrayLimits(
            least: count(.minItems), most: count(.maxItems), isUnique: argument(.uniqueItems) == .bool(true))
        if let prefix = argument(.prefixItems)?.elements {
            limits.prefix = prefix.indices.map { inner(.prefixItems, "\($0)") }
            limits.rest = rest(.items)
        } else if argument(.items) != nil {
            limits.all = inner(.items)
        }
        return limits
    }

    private func rest(_ keyword: Keyword) -> SchemaShape.Rest {
        switch argument(keyword) {
        case nil, .bool(true): .open
        case .bool(false): .closed
        default: .partlyOpen(inner(keyword))
        }
    }

    private func values() -> [SchemaShape] {
        let listed = argument(.enum)?.elements.map { SchemaShape.values(Set($0)) }
        let single = argument(.const).map { SchemaShape.values([$0]) }
        return [listed, single].compactMap(\.self)
    }

    private func reference() -> [SchemaShape] {
        guard let reference = argument(.ref)?.text else { return [] }
        let resource = Reference.resolve(reference, against: address.resource)
        let fragment = Reference.split(reference).fragment
        let pointer = JSONPointer.steps(fragment: fragment) ?? library.resources[resource]?.anchors[fragment]
        guard let pointer else { return [] }
        return [ShapeReader(library: library).shape(at: SchemaAddress(resource: resource, pointer: pointer), inside: outer)]
    }

    private func combinations() -> [SchemaShape] {
        let criteria: [(Keyword, SchemaShape.Criterion)] = [(.allOf, .allOf), (.anyOf, .anyOf), (.oneOf, .oneOf)]
        return criteria.compactMap { keyword, criterion in
            argument(keyword)?.elements.map { elements in
                .combined(criterion, elements.indices.map { inner(keyword, "\($0)") })
            }
        }
    }

    /// What decides and is not looked into. A reference in it may change its meaning elsewhere in the document, and what is left unevaluated
    /// depends on all that stands beside it.
    private func opaque() -> [SchemaShape] {
        let keywords: [Keyword] = [
            .if, .then, .else, .propertyNames, .contains, .minContains, .maxContains, .unevaluatedItems, .unevaluatedProperties,
            .dynamicRef,
        ]
        var members = (schema.members ?? [:]).filter { name, _ in keywords.contains { $0.rawValue == name } }
        guard !members.isEmpty else { return [] }
        if argument(.unevaluatedItems) != nil || argument(.unevaluatedProperties) != nil { members = schema.members ?? [:] }
        let text = JSONValue.object(members).canonicalText
        let refers = text.contains("\"$ref\"") || text.contains("\"$dynamicRef\"")
        return [.opaque(refers ? text + (library.resources[address.resource]?.root.canonicalText ?? "") : text)]
    }

    private func negation() -> [SchemaShape] { argument(.not) == nil ? [] : [.not(inner(.not))] }

    private func count(_ keyword: Keyword) -> Int? {
        if case .integer(let count) = argument(keyword) { count } else { nil }
    }

    private func number(_ keyword: Keyword) -> Double? {
        switch argument(keyword) {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
