import CompactJSON

/// Schemas, changes of them and values, from a seed.
struct RandomSchemas {
    private var state: UInt64
    private static let names = ["a", "b", "x1"]
    private static let texts = ["", "a", "b", "ab", "x1", "xyz"]
    private static let types = ["string", "integer", "number", "object", "array", "null", "boolean"]
    private static let simple = [
        "minLength", "maxLength", "minimum", "maximum", "multipleOf", "enum", "const", "pattern", "required", "minItems",
        "maxItems",
        "uniqueItems", "minProperties", "maxProperties", "dependentRequired", "exclusiveMinimum",
    ]
    private static let nested = [
        "properties", "additionalProperties", "patternProperties", "items", "prefixItems", "contains", "allOf", "anyOf", "oneOf",
        "not",
        "if", "propertyNames", "dependentSchemas", "unevaluatedProperties",
    ]

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1
        for _ in 0..<8 { _ = next(2) }
    }

    private mutating func next(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % limit
    }

    mutating func chance(_ one: Int) -> Bool { next(one) == 0 }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[next(elements.count)] }

    mutating func schema(depth: Int) -> JSONValue {
        if chance(12) { return .bool(!chance(3)) }
        var members: [String: JSONValue] = [:]
        if !chance(4) { members["type"] = .string(pick(Self.types)) }
        for _ in 0..<(1 + next(3)) {
            let (name, argument) = keyword(depth: depth)
            members[name] = argument
        }
        return .object(members)
    }

    private mutating func keyword(depth: Int) -> (String, JSONValue) {
        let name = depth > 0 && !chance(3) ? pick(Self.nested) : pick(Self.simple)
        return (name, argument(of: name, depth: depth - 1))
    }

    private mutating func argument(of name: String, depth: Int) -> JSONValue {
        switch name {
        case "enum": return .array((0...next(3)).map { _ in scalar() })
        case "const": return scalar()
        case "pattern": return .string(pick(["a", "^x", "b$"]))
        case "required": return .array(Set([pick(Self.names), pick(Self.names)]).sorted().map(JSONValue.string))
        case "dependentRequired": return .object([pick(Self.names): .array([.string(pick(Self.names))])])
        case "uniqueItems": return .bool(!chance(3))
        case "multipleOf": return .integer(1 + next(3))
        case "properties", "dependentSchemas":
            let members = (0...next(2)).map { _ in (pick(Self.names), schema(depth: depth)) }
            return .object(Dictionary(members) { first, _ in first })
        case "patternProperties": return .object([pick(["^x", "a"]): schema(depth: depth)])
        case "prefixItems", "allOf", "anyOf", "oneOf": return .array((0...next(2)).map { _ in schema(depth: depth) })
        case "minimum", "maximum", "exclusiveMinimum": return .integer(next(5))
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties": return .integer(next(4))
        default: return chance(3) ? .bool(false) : schema(depth: depth)
        }
    }

    /// Most changes are small: the same schema with one keyword more, less, or with another argument, here or further in.
    mutating func changed(_ schema: JSONValue, depth: Int) -> JSONValue {
        guard case .object(var members) = schema, !members.isEmpty else { return self.schema(depth: depth) }
        let name = pick(members.keys.sorted())
        switch next(4) {
        case 0: members[name] = nil
        case 1:
            let (name, argument) = keyword(depth: depth)
            members[name] = argument
        case 2 where name != "type": members[name] = argument(of: name, depth: depth - 1)
        default: members[name] = changedWithin(members[name] ?? true, name, depth: depth)
        }
        return .object(members)
    }

    private mutating func changedWithin(_ argument: JSONValue, _ name: String, depth: Int) -> JSONValue {
        switch argument {
        case .object(var inner) where ["properties", "patternProperties", "dependentSchemas"].contains(name):
            let key = pick(inner.keys.sorted() + Self.names)
            inner[key] = chance(3) ? nil : changed(inner[key] ?? [:], depth: depth - 1)
            return .object(inner)
        case .object where name != "dependentRequired": return changed(argument, depth: depth - 1)
        case .array(var inner) where ["allOf", "anyOf", "oneOf", "prefixItems"].contains(name) && !inner.isEmpty:
            let place = next(inner.count)
            inner[place] = changed(inner[place], depth: depth - 1)
            if chance(3) { inner.append(self.schema(depth: depth - 1)) }
            return .array(inner)
        case .string where name == "type": return .array(["string", "object", "number"])
        default: return argument
        }
    }

    private mutating func scalar() -> JSONValue {
        switch next(5) {
        case 0: .null
        case 1: .bool(chance(2))
        case 2: .number(Double(next(10)) / 2 + 0.25)
        case 3: .string(pick(Self.texts))
        default: .integer(next(7))
        }
    }

    /// Any value, more often one that the schema asks for.
    mutating func value(for schema: JSONValue, depth: Int) -> JSONValue {
        if let values = schema["enum"]?.elements, chance(2) { return pick(values) }
        if let value = schema["const"], chance(2) { return value }
        switch chance(4) ? pick(Self.types) : schema["type"]?.text ?? pick(Self.types) {
        case "object" where depth > 0:
            let rest = schema["additionalProperties"] ?? true
            let members = Self.names.filter { _ in !chance(3) }.map { name in
                (name, value(for: schema["properties"]?[name] ?? rest, depth: depth - 1))
            }
            return .object(Dictionary(uniqueKeysWithValues: members))
        case "array" where depth > 0:
            let item = schema["items"] ?? schema["contains"] ?? true
            return .array((0..<next(4)).map { _ in value(for: item, depth: depth - 1) })
        case "string": return .string(pick(Self.texts))
        case "integer": return .integer(next(7))
        case "number": return .number(Double(next(10)) / 2 + 0.25)
        default: return scalar()
        }
    }
}
