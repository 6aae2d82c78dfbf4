import CompactJSON
import Testing

struct JSONValueTests {
    private static let composed = "\u{E4}", decomposed = "a\u{308}"

    @Test func `texts are equal if their bytes are`() {
        #expect(JSONValue.string(Self.composed) == .string("\u{E4}"))
        #expect(JSONValue.string(Self.composed) != .string(Self.decomposed))
        #expect(JSONValue.array([.string(Self.composed)]) != .array([.string(Self.decomposed)]))
    }

    @Test func `names of members too`() {
        #expect(JSONValue.object([Self.composed: 1]) != .object([Self.decomposed: 1]))
        #expect(JSONValue.object([Self.composed: 1, "b": [2]]) == .object(["b": [2], "\u{E4}": 1]))
        #expect(JSONValue.object(["a": 1]) != .object(["a": 1, "b": 2]))
    }

    @Test func `values of another kind are never equal`() {
        let values: [JSONValue] = [nil, true, 1, 1.5, "1", [], [:]]
        for (place, value) in values.enumerated() {
            #expect(values.enumerated().allSatisfy { ($0.element == value) == ($0.offset == place) })
        }
    }

    @Test func `what comes from outside is brought to one form`() throws {
        let value = try CompactJSONDecoder(normalizesText: true, readDate: { _ in nil }).decode(
            JSONValue.self, from: "[\"a\u{308}\", \"a\\u0308\"]")
        #expect(value == [.string(Self.composed), .string(Self.composed)])
    }
}
