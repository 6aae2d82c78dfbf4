import CompactJSON

/// Takes the arguments of one schema's keywords, and refuses those of the wrong kind.
struct KeywordReader {
    let members: [String: JSONValue]
    let address: SchemaAddress
    let formats: SchemaLibrary.Formats

    func has(_ keyword: Keyword) -> Bool { members[keyword.rawValue] != nil }

    func malformed(_ what: String) -> SchemaError { SchemaError(reason: .malformed(what), location: address.text) }

    /// The check of a keyword that looks at one value alone; `nil` if this is not such a keyword, or one that goes with another.
    func assertion(_ keyword: Keyword) throws(SchemaError) -> Check? {
        switch keyword {
        case .type: return .type(try types())
        case .enum: return .oneOfValues(try list(.enum))
        case .const: return .oneOfValues([members[keyword.rawValue] ?? .null])
        case .multipleOf: return .multipleOf(try number(keyword))
        case .maximum: return .atMost(try number(keyword), orEqual: true)
        case .exclusiveMaximum: return .atMost(try number(keyword), orEqual: false)
        case .minimum: return .atLeast(try number(keyword), orEqual: true)
        case .exclusiveMinimum: return .atLeast(try number(keyword), orEqual: false)
        case .minLength: return .textLength(try range(.minLength, .maxLength))
        case .maxLength: return has(.minLength) ? nil : .textLength(try range(.minLength, .maxLength))
        case .minItems: return .itemCount(try range(.minItems, .maxItems))
        case .maxItems: return has(.minItems) ? nil : .itemCount(try range(.minItems, .maxItems))
        case .minProperties: return .memberCount(try range(.minProperties, .maxProperties))
        case .maxProperties: return has(.minProperties) ? nil : .memberCount(try range(.minProperties, .maxProperties))
        case .pattern:
            let source = try text(keyword)
            guard let pattern = Pattern(source) else { throw malformed("\(source) is no regular expression") }
            return .pattern(pattern)
        case .format where formats == .asserted:
            guard let format = Format(rawValue: try text(keyword)) else {
                throw SchemaError(reason: .unclaimedKeyword("format: \(try text(keyword))"), location: address.text)
            }
            return .format(format)
        case .uniqueItems: return members[keyword.rawValue] == .bool(true) ? .uniqueItems : nil
        case .required: return .required(try names(members[keyword.rawValue], of: keyword))
        case .dependentRequired:
            var needed: [String: [String]] = [:]
            for (name, argument) in try map(keyword) { needed[name] = try names(argument, of: keyword) }
            return .dependentRequired(needed)
        default: return nil
        }
    }

    func text(_ keyword: Keyword) throws(SchemaError) -> String {
        guard let text = members[keyword.rawValue]?.text else { throw malformed("\"\(keyword.rawValue)\" must be a text") }
        return text
    }

    func list(_ keyword: Keyword) throws(SchemaError) -> [JSONValue] {
        guard let list = members[keyword.rawValue]?.elements else { throw malformed("\"\(keyword.rawValue)\" must be an array") }
        return list
    }

    func map(_ keyword: Keyword) throws(SchemaError) -> [String: JSONValue] {
        guard let map = members[keyword.rawValue]?.members else { throw malformed("\"\(keyword.rawValue)\" must be an object") }
        return map
    }

    /// How many of something there may be, from a keyword for the least and one for the most.
    func range(_ leastKeyword: Keyword, _ mostKeyword: Keyword, least: Int = 0) throws(SchemaError) -> ClosedRange<Int> {
        let least = try count(leastKeyword) ?? least
        let most = try count(mostKeyword) ?? .max
        // Nothing can have more than the most and less than the least: such a schema is satisfied by no value of this kind.
        return least <= most ? least...most : Int.max...Int.max
    }

    private func count(_ keyword: Keyword) throws(SchemaError) -> Int? {
        guard let argument = members[keyword.rawValue] else { return nil }
        guard case .integer(let count) = argument, count >= 0 else {
            throw malformed("\"\(keyword.rawValue)\" must be a whole number, 0 or more")
        }
        return count
    }

    private func number(_ keyword: Keyword) throws(SchemaError) -> JSONValue {
        switch members[keyword.rawValue] {
        case .integer(let value) where keyword != .multipleOf || value > 0: return .integer(value)
        case .number(let value) where keyword != .multipleOf || value > 0: return .number(value)
        default: throw malformed("\"\(keyword.rawValue)\" must be a number\(keyword == .multipleOf ? " above 0" : "")")
        }
    }

    private func names(_ argument: JSONValue?, of keyword: Keyword) throws(SchemaError) -> [String] {
        let names = argument?.elements?.map(\.text)
        guard let names, !names.contains(nil) else { throw malformed("\"\(keyword.rawValue)\" must list names") }
        return names.compactMap(\.self)
    }

    private func types() throws(SchemaError) -> Set<String> {
        let argument = members[Keyword.type.rawValue]
        let types: [String]
        if let single = argument?.text { types = [single] } else { types = try names(argument, of: .type) }
        let known: Set = ["null", "boolean", "integer", "number", "string", "array", "object"]
        guard let unknown = types.first(where: { !known.contains($0) }) else { return Set(types) }
        throw malformed("there is no type \"\(unknown)\"")
    }
}
