import Foundation

/// Checks JSON against a JSON Schema: the few keywords that the messages' schemas use, and no others.
struct SchemaChecker {
    let schema: JSONValue
    /// Take every object for closed and every member it declares for required, whatever the schema says. A schema and a
    /// full sample of a message name the same members if this finds no problem.
    var closed = false

    init(_ schema: Data, closed: Bool = false) throws {
        self.schema = try JSONValue(schema)
        self.closed = closed
    }

    /// What is wrong with `value`, each with the place where it is; empty if it keeps to the schema.
    func problems(in value: JSONValue) -> [String] { problems(in: value, against: schema, at: "$") }

    private func problems(in value: JSONValue, against schema: JSONValue, at place: String) -> [String] {
        guard let keywords = schema.members else { return ["\(place): the schema is no object"] }
        var problems = keywords.flatMap { keyword, argument in check(keyword, argument, value, at: place) }
        if closed, let declared = keywords["properties"]?.members?.keys {
            let required = keywords["required"]?.elements ?? []
            if Set(required) != Set(declared.map(JSONValue.string)) {
                problems.append("\(place): required and properties differ")
            }
            if let found = value.members?.keys, Set(found) != Set(declared) {
                problems.append("\(place): has \(found.sorted()), declared are \(declared.sorted())")
            }
        }
        return problems
    }

    private func check(_ keyword: String, _ argument: JSONValue, _ value: JSONValue, at place: String) -> [String] {
        switch (keyword, argument) {
        case ("$schema", _), ("$id", _), ("$defs", _), ("title", _), ("description", _), ("examples", _),
            ("additionalProperties", .bool(true)):
            return []
        case ("$ref", .string(let reference)):
            guard let target = definition(reference) else { return ["\(place): \(reference) leads nowhere"] }
            return problems(in: value, against: target, at: place)
        case ("properties", .object(let properties)):
            return properties.flatMap { name, schema in
                value.members?[name].map { problems(in: $0, against: schema, at: "\(place).\(name)") } ?? []
            }
        case ("items", _):
            return (value.elements ?? []).enumerated().flatMap {
                problems(in: $0.element, against: argument, at: "\(place)[\($0.offset)]")
            }
        default:
            guard let holds = holds(keyword, argument, value) else { return ["\(place): keyword \(keyword) is not known here"] }
            return holds ? [] : ["\(place): \(value) is against \(keyword) \(argument)"]
        }
    }

    /// Follows `#/$defs/name`.
    private func definition(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/$defs/") else { return nil }
        return schema.members?["$defs"]?.members?[String(reference.dropFirst("#/$defs/".count))]
    }
}

extension SchemaChecker {
    /// Whether a keyword that looks at one value alone is satisfied; `nil` if there is no such keyword here.
    ///
    /// As the standard has it, a keyword about one kind of value (`minimum`) is satisfied by every value of another kind.
    private func holds(_ keyword: String, _ argument: JSONValue, _ value: JSONValue) -> Bool? {
        switch (keyword, argument, value) {
        case ("type", .string(let type), _): isOf(type, value)
        case ("enum", .array(let values), _): values.contains(value)
        case ("required", .array(let names), .object(let members)):
            names.allSatisfy { name in members.keys.contains { name == .string($0) } }
        case ("minimum", .integer(let limit), .integer(let number)): number >= limit
        case ("maximum", .integer(let limit), .integer(let number)): number <= limit
        case ("minLength", .integer(let limit), .string(let text)): text.unicodeScalars.count >= limit
        case ("maxLength", .integer(let limit), .string(let text)): text.unicodeScalars.count <= limit
        case ("pattern", .string(let pattern), .string(let text)): matches(pattern, text)
        case ("format", "date-time", .string(let text)): matches(Self.dateTime, text)
        case ("required", .array, _), ("minimum", .integer, _), ("maximum", .integer, _), ("minLength", .integer, _),
            ("maxLength", .integer, _), ("pattern", .string, _), ("format", "date-time", _):
            true
        default: nil
        }
    }

    private func isOf(_ type: String, _ value: JSONValue) -> Bool? {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("integer", .integer): true
        case ("object", _), ("array", _), ("string", _), ("integer", _): false
        default: nil
        }
    }

    /// All of our patterns are anchored on both ends, so the whole text is matched: `$` alone would let a last newline pass.
    private func matches(_ pattern: String, _ text: String) -> Bool? {
        // A pattern that is no regular expression counts as an unknown keyword.
        guard pattern.hasPrefix("^"), pattern.hasSuffix("$"), let regex = try? Regex(pattern) else { return nil }
        return text.wholeMatch(of: regex.matchingSemantics(.unicodeScalar)) != nil
    }

    /// RFC 3339, section 5.6.
    private static let dateTime =
        #"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)"#
        + #"(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"#
}
