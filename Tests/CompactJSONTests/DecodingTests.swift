import CompactJSON
import Foundation
import Testing

@Suite struct DecodingTests {
    private struct Order: Decodable, Equatable {
        struct Item: Decodable, Equatable {
            var sku: String
            var quantity: Int
        }
        enum Mode: String, Decodable, CaseIterable { case fast, slow }

        var id: Int
        var items: [Item]
        var mode: Mode?
        var at: Date?
    }

    @Test func `fields are found in any order, null and absent are nil`() throws {
        let order = try decoder.decode(Order.self, from: #"{"mode":null,"items":[{"quantity":2,"sku":"M"}],"id":7}"#)
        #expect(order == Order(id: 7, items: [.init(sku: "M", quantity: 2)], mode: nil, at: nil))
    }

    @Test(arguments: [
        (#"{"items":[]}"#, "id is missing"),
        (#"{"id":"7","items":[]}"#, "id is no Int"),
        (#"{"id":7,"items":{}}"#, "items is no Array<Any>"),
        (#"{"id":7,"items":[1]}"#, "items.0 is no Dictionary<String, Any>"),
        (#"{"id":7,"items":[{"sku":"M","quantity":1},{"sku":null,"quantity":1}]}"#, "items.1.sku is null"),
        (#"{"id":7,"items":[],"mode":"soon"}"#, "mode: must be one of fast, slow"),
        (#"{"id":7,"items":[],"at":"today"}"#, "at: must be a time such as 2026-11-23T16:00:00.000Z"),
        (#"{"id":9223372036854775808,"items":[]}"#, "id: must be a whole number that is not too large"),
        (#"{"id":1.5,"items":[]}"#, "id: must be a whole number that is not too large"),
        ("[]", " is no Dictionary<String, Any>"),
    ])
    func `a wrong form is reported with the path to it`(text: String, expected: String) throws {
        let error = try #require(throws: DecodingError.self) { try decoder.decode(Order.self, from: text) }
        #expect(Self.describe(error) == expected)
    }

    @Test(arguments: [
        ("9223372036854775807", Int.max), ("-9223372036854775808", .min), ("1e3", 1000), ("5.0", 5), ("-0", 0),
        ("9007199254740992.0", 9_007_199_254_740_992),
    ])
    func `whole numbers are read to the last digit`(text: String, number: Int) throws {
        #expect(try decoder.decode(Int.self, from: text) == number)
    }

    @Test(arguments: ["256", "-1", "1e30", "9007199254740994.0"])
    func `a number that does not fit is refused`(text: String) {
        #expect(throws: DecodingError.self) { try decoder.decode(UInt8.self, from: text) }
    }

    // MARK: Unknown fields

    @Test func `the tolerant reader passes over fields that it does not know`() throws {
        #expect(try decoder.decode(Order.self, from: #"{"id":7,"new":{"a":[1]},"items":[]}"#).id == 7)
    }

    @Test(arguments: [
        (#"{"id":7,"itmes":[],"items":[]}"#, "itmes", ["at", "id", "items", "mode"]),
        (#"{"id":7,"items":[{"sku":"M","quantity":1,"color":1}]}"#, "items.0.color", ["quantity", "sku"]),
    ])
    func `the strict reader refuses them at every level, and says what is known`(
        text: String, path: String, known: [String]
    ) throws {
        let error = try #require(throws: UnknownField.self) { try strict.decode(Order.self, from: text) }
        #expect(error.path.map(\.stringValue).joined(separator: ".") == path)
        #expect(error.known == known)
    }

    @Test func `a dictionary asks for every field there is`() throws {
        #expect(try strict.decode([String: [String: Int]].self, from: #"{"a":{"b":1},"c":{}}"#) == ["a": ["b": 1], "c": [:]])
    }

    @Test func `a large object is read in time that grows with its size, not with its square`() throws {
        let text = "{" + (0..<100_000).map { "\"f\($0)\":\($0)" }.joined(separator: ",") + "}"
        #expect(try decoder.decode([String: Int].self, from: text).count == 100_000)
    }

    private static func describe(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
        return switch error {
        case .keyNotFound(let key, let context): place(context.codingPath + [key]) + " is missing"
        case .typeMismatch(let type, let context): place(context.codingPath) + " is no \(type)"
        case .valueNotFound(_, let context): place(context.codingPath) + " is null"
        case .dataCorrupted(let context): place(context.codingPath) + ": " + context.debugDescription
        @unknown default: "\(error)"
        }
    }
}
