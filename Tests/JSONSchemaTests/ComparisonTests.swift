import CompactJSON
import JSONSchema
import Testing

/// Each change of a schema has its name and its verdict, those of Confluent's Schema Registry.
@Suite struct ComparisonTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        var older: JSONValue
        var newer: JSONValue
        var kinds: [SchemaDifference.Kind]
        var testDescription: String { name }

        init(_ name: String, _ older: JSONValue, _ newer: JSONValue, _ kinds: SchemaDifference.Kind...) {
            (self.name, self.older, self.newer, self.kinds) = (name, older, newer, kinds)
        }
    }

    private static let number: JSONValue = ["type": "number"]
    private static let text: JSONValue = ["type": "string"]

    /// An object with these members; closed unless `rest` says otherwise.
    private static func object(
        _ members: JSONValue, required: JSONValue = [], rest: JSONValue = false
    ) -> JSONValue {
        ["type": "object", "properties": members, "required": required, "additionalProperties": rest]
    }

    static let changes: [Change] = [
        Change("nothing but notes", ["type": "string", "title": "a"], ["type": "string", "description": "b"]),
        Change("another type", text, number, .typeChanged),
        Change("integer to number", ["type": "integer"], number, .typeExtended),
        Change("number to integer", number, ["type": "integer"], .typeNarrowed),
        Change("to anything", text, true),
        Change("from anything", [:], text, .typeChanged),
        Change("from nothing", false, text),
        Change("one type to several", text, ["type": ["string", "null"]], .sumTypeExtended),
        Change("several types to one", ["type": ["string", "null"]], text, .typeChanged),
        Change("longer texts", ["type": "string", "maxLength": 3], ["type": "string", "maxLength": 4], .maxLengthIncreased),
        Change("shorter texts", ["type": "string", "maxLength": 4], ["type": "string", "maxLength": 3], .maxLengthDecreased),
        Change("a first limit", text, ["type": "string", "minLength": 1], .minLengthAdded),
        Change("another pattern", ["pattern": "a"], ["pattern": "b"], .patternChanged),
        Change("a higher minimum", ["minimum": 1], ["minimum": 2], .minimumIncreased),
        Change("a finer step", ["multipleOf": 10], ["multipleOf": 5], .multipleOfReduced),
        Change("a coarser step", ["multipleOf": 5], ["multipleOf": 10], .multipleOfExpanded),
        Change("one more word", ["enum": ["a"]], ["enum": ["a", "b"]], .enumExtended),
        Change("one word less", ["enum": ["a", "b"]], ["enum": ["a"]], .enumNarrowed),
        Change("other words", ["enum": ["a", "b"]], ["enum": ["a", "c"]], .enumChanged),

        Change(
            "an optional member to a closed object", object(["a": text]), object(["a": text, "b": text]), .optionalPropertyAdded),
        Change(
            "a required member to a closed object", object(["a": text]), object(["a": text, "b": text], required: ["b"]),
            .requiredPropertyAdded),
        Change(
            "a required member with a default", object(["a": text]),
            object(["a": text, "b": ["type": "string", "default": "x"]], required: ["b"]), .requiredPropertyWithDefaultAdded),
        Change(
            "a member to an open object, which may hold anything under that name", object(["a": text], rest: true),
            object(["a": text, "b": text], rest: true), .propertyAddedToOpen),
        Change(
            "a member that may be anything, to an open object", object(["a": text], rest: true),
            object(["a": text, "b": [:]], rest: true), .emptyPropertyAddedToOpen),
        Change(
            "a member from an open object", object(["a": text, "b": text], rest: true), object(["a": text], rest: true),
            .propertyRemovedFromOpen),
        Change("a member from a closed object", object(["a": text, "b": text]), object(["a": text]), .propertyRemovedFromClosed),
        Change(
            "a member that was described by the rest", object(["a": text], rest: text),
            object(["a": text, "b": text], rest: text),
            .propertyAddedCovered, .optionalPropertyAdded),
        Change(
            "a member that the rest forbids", object(["a": text], rest: text), object(["a": text, "b": number], rest: text),
            .propertyAddedNotCovered, .optionalPropertyAdded),
        Change(
            "a member that the rest still describes", object(["a": text, "b": text], rest: text), object(["a": text], rest: text),
            .propertyRemovedCovered),
        Change("an object is opened", object(["a": text]), object(["a": text], rest: true), .additionalPropertiesAdded),
        Change("an object is closed", object(["a": text], rest: true), object(["a": text]), .additionalPropertiesRemoved),
        Change(
            "a member becomes required", object(["a": text]), object(["a": text], required: ["a"]), .requiredAdded),
        Change(
            "a member becomes optional", object(["a": text], required: ["a"]), object(["a": text]), .requiredRemoved),

        Change("fewer items", ["type": "array", "maxItems": 3], ["type": "array", "maxItems": 2], .maxItemsDecreased),
        Change("other items", ["type": "array", "items": text], ["type": "array", "items": number], .typeChanged),
        Change("no repeats any more", ["type": "array"], ["type": "array", "uniqueItems": true], .uniqueItemsAdded),
        Change(
            "one more place in a closed list", ["prefixItems": [text], "items": false],
            ["prefixItems": [text, text], "items": false], .itemAddedToClosed),
        Change("one more place in an open list", ["prefixItems": [text]], ["prefixItems": [text, text]], .itemAddedToOpen),

        Change("one more choice", ["oneOf": [text]], ["oneOf": [text, number]], .sumTypeExtended),
        Change("one choice less", ["oneOf": [text, number]], ["oneOf": [text]], .sumTypeNarrowed),
        Change("other choices", ["anyOf": [text, number]], ["anyOf": [text, ["type": "null"]]], .combinedTypeSubschemasChanged),
        Change(
            "one more demand", ["allOf": [text]], ["allOf": [text, ["type": "string", "minLength": 1]]], .productTypeExtended),
        Change("exactly one becomes any", ["oneOf": [text, number]], ["anyOf": [text, number]], .combinedTypeExtended),
        Change("any becomes exactly one", ["anyOf": [text, number]], ["oneOf": [text, number]], .combinedTypeChanged),
        Change("less is forbidden", ["not": number], ["not": ["type": "integer"]], .notTypeNarrowed),
        Change("more is forbidden", ["not": ["type": "integer"]], ["not": number], .notTypeExtended),
        Change(
            "a member becomes required that no schema describes", object(["a": text], rest: true),
            object(["a": text], required: ["b"], rest: true), .requiredAdded),
        Change("a condition comes", text, ["type": "string", "if": ["minLength": 2], "then": ["maxLength": 3]], .typeChanged),
        Change(
            "a condition changes", ["if": ["minLength": 2], "then": ["maxLength": 3]],
            ["if": ["minLength": 2], "then": ["maxLength": 4]], .notJudged),
        Change("a count of items comes", ["type": "array"], ["type": "array", "contains": text], .typeChanged),
        Change("names are limited", ["propertyNames": ["maxLength": 3]], ["propertyNames": ["maxLength": 2]], .notJudged),
        Change(
            "a pattern of members changes", ["patternProperties": ["^x": text]], ["patternProperties": ["^x": number]],
            .typeChanged),
        Change(
            "a pattern of members comes", ["type": "object"], ["type": "object", "patternProperties": ["^x": text]], .notJudged),
        Change(
            "what is left unevaluated changes", ["properties": ["a": text], "unevaluatedProperties": false],
            ["properties": ["a": text, "b": text], "unevaluatedProperties": false], .combinedTypeSubschemasChanged),
        Change("a limit without a type is no type", ["minLength": 1], ["type": "string", "minLength": 1], .typeChanged),
        Change("a type under a limit without one", ["type": "string", "minLength": 1], ["minLength": 1]),
        Change("choices that overlap", ["oneOf": [text]], ["oneOf": [text, ["minLength": 1]]], .combinedTypeChanged),
        Change(
            "choices that a mark tells apart", ["oneOf": [object(["k": ["const": "a"]], required: ["k"])]],
            ["oneOf": [object(["k": ["const": "a"]], required: ["k"]), object(["k": ["const": "b"]], required: ["k"])]],
            .sumTypeExtended),
        Change("a value beside a list of them", ["enum": ["a", "b"]], ["enum": ["a", "b"], "const": "a"], .typeChanged),
        Change("one demand less", ["allOf": [text, ["minLength": 1]]], text, .productTypeNarrowed),
        Change(
            "the last digit of a large limit", ["type": "integer", "minimum": 9_223_372_036_854_775_806],
            ["type": "integer", "minimum": 9_223_372_036_854_775_807], .minimumIncreased),
        Change(
            "behind a reference", ["$ref": "#/$defs/a", "$defs": ["a": text]], ["$ref": "#/$defs/b", "$defs": ["b": number]],
            .typeChanged),
    ]

    @Test(arguments: changes)
    func `a change has its name`(change: Change) throws {
        let found = try SchemaComparison.differences(from: change.older, to: change.newer)
        #expect(Set(found.map(\.kind)) == Set(change.kinds), "\(found)")
    }

    @Test func `a difference has its place`() throws {
        let older: JSONValue = [
            "properties": ["items": ["type": "array", "items": ["$ref": "#/$defs/i"]]], "$defs": ["i": Self.text],
        ]
        let newer: JSONValue = [
            "properties": ["items": ["type": "array", "items": ["$ref": "#/$defs/i"]]], "$defs": ["i": Self.number],
        ]
        #expect(try SchemaComparison.differences(from: older, to: newer).map(\.path) == ["#/properties/items/items"])
    }

    @Test func `a schema that contains itself is compared to its end`() throws {
        let tree: JSONValue = ["properties": ["children": ["type": "array", "items": ["$ref": "#"]]]]
        let bigger: JSONValue = ["properties": ["children": ["type": "array", "items": ["$ref": "#"], "minItems": 1]]]
        #expect(try SchemaComparison.differences(from: tree, to: bigger).map(\.kind) == [.minItemsAdded])
    }

    /// What is called compatible must be: a value that the older schema allows, the newer one allows too.
    @Test(arguments: changes)
    func `a compatible change refuses nothing that was allowed`(change: Change) throws {
        guard change.kinds.allSatisfy(\.isCompatible), !change.kinds.contains(.requiredPropertyWithDefaultAdded) else { return }
        let (older, newer) = (try JSONSchema(change.older), try JSONSchema(change.newer))
        let values: [JSONValue] = [
            nil, true, 0, 1, 5, 10, 1.5, "", "a", "b", "abcd", [], ["a"], ["a", "a"], ["a", 1], [:], ["a": "x"],
            ["a": "x", "b": "y"],
            ["a": "x", "b": 1], ["a": 1], ["c": nil],
        ]
        for value in values where older.violations(in: value).isEmpty {
            #expect(newer.violations(in: value) == [], "\(value.canonicalText)")
        }
    }
}
