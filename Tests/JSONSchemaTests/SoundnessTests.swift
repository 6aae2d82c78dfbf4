import CompactJSON
import JSONSchema
import Testing

/// "Compatible" is never untrue: whatever keeps to the older schema keeps to the newer. Random schemas, random changes, random values.
@Suite struct SoundnessTests {
    @Test(arguments: 0..<24) func `what is called compatible is`(part: Int) throws {
        var compatible = 0
        for seed in (part * 500)..<((part + 1) * 500) {
            var random = RandomSchemas(seed: UInt64(seed))
            let older = random.schema(depth: 3)
            let newer = random.changed(older, depth: 3)
            // A random schema may be none.
            guard let found = try? SchemaComparison.differences(from: older, to: newer), found.allSatisfy(\.isCompatible) else {
                continue
            }
            compatible += 1
            let (one, other) = (try JSONSchema(older), try JSONSchema(newer))
            for _ in 0..<60 {
                let value = random.value(for: random.chance(2) ? older : newer, depth: 3)
                guard one.violations(in: value).isEmpty else { continue }
                let violations = other.violations(in: value)
                #expect(
                    violations.isEmpty,
                    "seed \(seed): \(older.canonicalText) -> \(newer.canonicalText), \(value.canonicalText)")
                if !violations.isEmpty { break }
            }
        }
        // Else nothing was tried.
        #expect(compatible > 50)
    }

    /// What a keyword may say, and say otherwise.
    private static let arguments: [(Keyword, JSONValue, JSONValue)] = [
        (.allOf, [["maxLength": 1]], [["maxLength": 2]]), (.anyOf, [["type": "string"]], [["type": "number"]]),
        (.oneOf, [["type": "string"]], [["type": "number"]]), (.not, ["type": "string"], ["type": "number"]),
        (.if, ["type": "string"], ["type": "number"]),
        (.dependentSchemas, ["a": ["maxProperties": 1]], ["a": ["maxProperties": 2]]),
        (.properties, ["a": ["type": "string"]], ["a": ["type": "number"]]),
        (.patternProperties, ["a": ["type": "string"]], ["a": ["type": "number"]]),
        (.additionalProperties, ["type": "string"], ["type": "number"]), (.propertyNames, ["maxLength": 1], ["maxLength": 2]),
        (.prefixItems, [["type": "string"]], [["type": "number"]]), (.items, ["type": "string"], ["type": "number"]),
        (.contains, ["type": "string"], ["type": "number"]), (.unevaluatedItems, ["type": "string"], ["type": "number"]),
        (.unevaluatedProperties, ["type": "string"], ["type": "number"]), (.type, "string", "number"), (.enum, [1], [2]),
        (.const, 1, 2), (.multipleOf, 2, 3), (.maximum, 1, 2), (.exclusiveMaximum, 1, 2), (.minimum, 1, 2),
        (.exclusiveMinimum, 1, 2), (.maxLength, 1, 2), (.minLength, 1, 2), (.pattern, "a", "b"), (.maxItems, 1, 2),
        (.minItems, 1, 2), (.uniqueItems, true, false), (.maxProperties, 1, 2), (.minProperties, 1, 2),
        (.required, ["a"], ["b"]), (.dependentRequired, ["a": ["b"]], ["a": ["c"]]),
    ]

    /// To add a keyword that decides, and to change it, is not compatible both ways.
    @Test(arguments: arguments.indices) func `no keyword that decides goes unseen`(index: Int) throws {
        let (keyword, one, other) = Self.arguments[index]
        let none: JSONValue = ["then": ["maxLength": 0]]
        func schema(_ argument: JSONValue) -> JSONValue { .object([keyword.rawValue: argument, "then": ["maxLength": 0]]) }
        let comes = try SchemaComparison.differences(from: none, to: schema(one))
        #expect(comes.contains { !$0.isCompatible }, "\(keyword) comes")
        let changes =
            try SchemaComparison.differences(from: schema(one), to: schema(other))
            + SchemaComparison.differences(from: schema(other), to: schema(one))
        #expect(changes.contains { !$0.isCompatible }, "\(keyword) changes")
    }
}
