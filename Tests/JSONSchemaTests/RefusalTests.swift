import CompactJSON
import JSONSchema
import Testing

/// A schema whose verdict would be worth nothing is not used.
@Suite struct RefusalTests {
    @Test(
        arguments: [
            (["type": "text"], "there is no type \"text\""),
            (["minLength": -1], "\"minLength\" must be a whole number, 0 or more"),
            (["pattern": "("], "( is no regular expression"),
            (["properties": ["a": 1]], "a schema is an object, true or false"),
            (["required": "a"], "\"required\" must list names"),
            (["multipleOf": 0], "\"multipleOf\" must be a number above 0"),
            (["$ref": "#/$defs/none"], "there is no schema #/$defs/none"),
            (["$ref": "https://elsewhere.example/a.json"], "there is no schema https://elsewhere.example/a.json"),
            (
                ["minimun": 1],
                "the keyword \"minimun\" is not supported; remove it, or begin its name with x- if it is only a note"
            ),
            (
                ["$schema": "http://json-schema.org/draft-07/schema#"],
                "\"$schema\" is http://json-schema.org/draft-07/schema#; only JSON Schema 2020-12 is supported"
            ),
        ] as [(JSONValue, String)])
    func `a schema that cannot be used is refused with the reason`(schema: JSONValue, reason: String) throws {
        let error = try #require(throws: SchemaError.self) { try JSONSchema(schema, at: "urn:a") }
        #expect(error.description.hasSuffix(reason), "\(error)")
    }

    @Test func `the refusal names the place`() throws {
        let schema: JSONValue = ["$id": "https://a.example/b.json", "properties": ["a/b": ["items": ["typ": "string"]]]]
        let error = try #require(throws: SchemaError.self) { try JSONSchema(schema) }
        #expect(error.location == "https://a.example/b.json#/properties/a~1b/items")
    }

    @Test func `a note is no keyword`() throws {
        _ = try JSONSchema(["x-owner": "stock", "type": "object"])
    }

    @Test func `a schema that only leads to itself is noticed`() throws {
        let schema = try JSONSchema(["$ref": "#"])
        #expect(schema.violations(in: 1).map(\.message) == ["cannot be judged: the schema refers to itself without end"])
    }

    @Test func `the metaschema knows a bad schema from a good one`() throws {
        let metaschema = try Metaschema.schema()
        #expect(metaschema.violations(in: ["type": "object", "required": ["a"]]) == [])
        #expect(metaschema.violations(in: ["type": "object", "required": "a"]).map(\.place) == ["/required"])
    }
}

/// Formats decide only where they are asked to.
@Suite struct FormatTests {
    @Test(arguments: [
        ("2026-11-23T16:00:00Z", true), ("2026-11-23t16:00:00.125z", true), ("2024-02-29T00:00:00+05:30", true),
        ("2026-02-29T00:00:00Z", false), ("2026-13-01T00:00:00Z", false), ("2026-11-23 16:00:00Z", false), ("2026-11-23", false),
        ("2026-11-23T24:00:00Z", false), ("2026-11-23T16:00:00Z\n", false),
    ])
    func `a date-time is one of RFC 3339`(text: String, isValid: Bool) throws {
        let schema: JSONValue = ["format": "date-time"]
        let asserting = try JSONSchema(schema, in: SchemaLibrary(formats: .asserted))
        #expect(asserting.violations(in: .string(text)).isEmpty == isValid)
        #expect(try JSONSchema(schema).violations(in: .string(text)) == [], "as an annotation it decides nothing")
    }

    @Test func `a format that cannot be asserted is refused`() {
        #expect(throws: SchemaError.self) { try JSONSchema(["format": "email"], in: SchemaLibrary(formats: .asserted)) }
    }
}
