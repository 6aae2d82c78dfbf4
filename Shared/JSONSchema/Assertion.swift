import CompactJSON
import Foundation

/// Keywords that look at one value alone. As the standard has it, a keyword about one kind of value is satisfied by every other kind.
enum Assertion {
    /// What is wrong with the value; `nil` if nothing is, or if the check leads to other schemas.
    static func problem(with value: JSONValue, _ check: Check) -> String? {
        switch (check, value) {
        case (.never, _): "is not allowed here"
        case (.type(let types), _): isOne(of: types, value) ? nil : "must be \(list(types)), and is \(kind(of: value))"
        case (.oneOfValues(let values), _):
            values.contains(value) ? nil : "must be \(list(values.prefix(20).map(\.canonicalText)))"
        case (.multipleOf(let divisor), _):
            isMultiple(value, of: divisor) ? nil : "must be a multiple of \(divisor.canonicalText)"
        case (.atMost(let limit, let orEqual), _):
            isOrdered(value, limit, orEqual: orEqual)
                ? nil : "must be \(orEqual ? "at most" : "less than") \(limit.canonicalText)"
        case (.atLeast(let limit, let orEqual), _):
            isOrdered(limit, value, orEqual: orEqual)
                ? nil : "must be \(orEqual ? "at least" : "more than") \(limit.canonicalText)"
        case (.textLength(let range), .string(let text)): outside(text.unicodeScalars.count, range, "characters")
        case (.pattern(let pattern), .string(let text)): pattern.isFound(in: text) ? nil : "must match \(pattern.source)"
        case (.format(let format), .string(let text)): format.allows(text) ? nil : "must be a \(format.rawValue)"
        case (.itemCount(let range), .array(let items)): outside(items.count, range, "items")
        case (.memberCount(let range), .object(let members)): outside(members.count, range, "members")
        case (.uniqueItems, .array(let items)): Set(items).count == items.count ? nil : "has the same item twice"
        case (.required(let names), .object(let members)): missing(names, in: members)
        case (.dependentRequired(let needed), .object(let members)):
            needed.sorted { $0.key < $1.key }.lazy.filter { members[$0.key] != nil }.compactMap { missing($0.value, in: members) }
                .first
        default: nil
        }
    }

    private static func missing(_ names: [String], in members: [String: JSONValue]) -> String? {
        let missing = names.filter { members[$0] == nil }
        return missing.isEmpty ? nil : "lacks \(list(missing))"
    }

    private static func outside(_ count: Int, _ range: ClosedRange<Int>, _ what: String) -> String? {
        if range.contains(count) { return nil }
        return
            "has \(count) \(what), and must have \(range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)")"
    }

    private static func kind(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private static func isOne(of types: Set<String>, _ value: JSONValue) -> Bool {
        if types.contains(kind(of: value)) { return true }
        switch value {
        case .integer: return types.contains("number")
        // A whole number beyond 64 bits.
        case .number(let number): return types.contains("integer") && number.rounded() == number
        default: return false
        }
    }

    /// True for what are not both numbers.
    private static func isOrdered(_ one: JSONValue, _ other: JSONValue, orEqual: Bool) -> Bool {
        if case (.integer(let one), .integer(let other)) = (one, other) { return orEqual ? one <= other : one < other }
        guard let one = one.double, let other = other.double else { return true }
        return orEqual ? one <= other : one < other
    }

    private static func isMultiple(_ value: JSONValue, of divisor: JSONValue) -> Bool {
        if case (.integer(let value), .integer(let divisor)) = (value, divisor) { return value % divisor == 0 }
        guard let number = value.double, let step = divisor.double else { return true }
        // Decimal fractions as they are written: in binary, 0.0075 is no multiple of 0.0001.
        if let exact = Decimal(string: "\(number)"), let exactStep = Decimal(string: "\(step)"), abs(number) < 1e60, step > 1e-30
        {
            var quotient = exact / exactStep
            var whole = Decimal()
            NSDecimalRound(&whole, &quotient, 0, .plain)
            return whole * exactStep == exact
        }
        let quotient = number / step
        return quotient.isFinite && quotient.rounded() == quotient
    }

    private static func list(_ words: some Collection<String>) -> String {
        let sorted = words.sorted()
        return sorted.count == 1 ? sorted[0] : sorted.dropLast().joined(separator: ", ") + " or " + (sorted.last ?? "")
    }
}
