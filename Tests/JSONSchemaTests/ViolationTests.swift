import CompactJSON
import JSONSchema
import Testing

/// What a violation contains: the place, the keyword, and what to do, without the value itself.
@Suite struct ViolationTests {
    private let order: JSONValue = [
        "$id": "https://a.example/order.json",
        "type": "object", "required": ["orderId", "items"],
        "properties": [
            "orderId": ["type": "integer", "minimum": 1],
            "items": ["type": "array", "minItems": 1, "items": ["required": ["sku"], "properties": ["sku": ["maxLength": 3]]]],
            "mode": ["enum": ["a", "b"]],
        ],
        "additionalProperties": false,
    ]

    @Test(
        arguments: [
            (["items": [["sku": "MUG"]]], "the value lacks orderId"),
            (["orderId": 0, "items": [["sku": "MUG"]]], "/orderId must be at least 1"),
            (["orderId": "1", "items": [["sku": "MUG"]]], "/orderId must be integer, and is string"),
            (["orderId": 1, "items": []], "/items has 0 items, and must have at least 1"),
            (["orderId": 1, "items": [["sku": "MUG"], ["sku": "LONG"]]], "/items/1/sku has 4 characters, and must have 0 to 3"),
            (["orderId": 1, "items": [["sku": "MUG"]], "mode": "c"], "/mode must be \"a\" or \"b\""),
            (["orderId": 1, "items": [["sku": "MUG"]], "more": 1], "/more is not allowed here"),
        ] as [(JSONValue, String)])
    func `a violation says where and what`(value: JSONValue, message: String) throws {
        #expect(try JSONSchema(order).violations(in: value).map(\.description) == [message])
    }

    @Test func `it names the keyword by its address`() throws {
        let violation = try #require(try JSONSchema(order).violations(in: ["orderId": 0, "items": [["sku": "MUG"]]]).first)
        #expect(violation.keyword == "https://a.example/order.json#/properties/orderId/minimum")
    }
}
