import CompactJSON

/// Which kinds of values shapes are about, and whether two can take the same value.
extension SchemaShape {
    /// The kind of value, where there is one only.
    private var kind: String? {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .text: "string"
        case .number: "number"
        case .object: "object"
        case .array: "array"
        default: nil
        }
    }

    var isOfOneKind: Bool { kind != nil }

    func isSameKind(as other: SchemaShape) -> Bool { kind != nil && kind == other.kind }

    /// True only if certainly no value is one of both.
    func isDisjoint(from other: SchemaShape) -> Bool {
        switch (self, other) {
        case (.nothing, _), (_, .nothing): true
        case (.values(let one), .values(let other)): one.isDisjoint(with: other)
        case (.object(let one), .object(let other)):
            // Both must have the member, and with different values: a mark that tells them apart.
            one.required.intersection(other.required).contains { name in
                guard let mine = one.members[name], let theirs = other.members[name] else { return false }
                return mine.isDisjoint(from: theirs)
            }
        case (.combined(.allOf, let parts), _): parts.contains { $0.isDisjoint(from: other) }
        case (_, .combined(.allOf, let parts)): parts.contains { isDisjoint(from: $0) }
        case (.combined(_, let parts), _): parts.allSatisfy { $0.isDisjoint(from: other) }
        case (_, .combined(_, let parts)): parts.allSatisfy { isDisjoint(from: $0) }
        case (.values(let values), _): values.allSatisfy { other.excludes($0) }
        case (_, .values(let values)): values.allSatisfy { excludes($0) }
        default: kind != nil && other.kind != nil && kind != other.kind
        }
    }

    /// True if the value is certainly of another kind.
    private func excludes(_ value: JSONValue) -> Bool {
        guard let kind else { return false }
        return switch value {
        case .null: kind != "null"
        case .bool: kind != "boolean"
        case .string: kind != "string"
        case .integer, .number: kind != "number"
        case .object: kind != "object"
        case .array: kind != "array"
        }
    }
}

extension [SchemaShape] {
    /// True if certainly no value is one of two.
    var areDisjoint: Bool {
        indices.allSatisfy { one in (one + 1..<endIndex).allSatisfy { self[one].isDisjoint(from: self[$0]) } }
    }
}
