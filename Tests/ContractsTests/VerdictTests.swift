import CompactJSON
import Contracts
import ContractSchemas
import Decisions
import Foundation
import JSONSchema
import Testing

/// Changes the sample of each message in one place and asks the schema and the Swift type: both must say the same.
@Suite struct VerdictTests {
    /// Read once: each test asks each schema hundreds of times.
    private static let schemas: [MessageType: JSONSchema] = {
        // A schema that cannot be read is missing here, and every test says so.
        let schemas = MessageType.allCases.map { type in
            try? (
                type,
                JSONSchema(
                    JSONValue(parsing: SchemaCatalog.schema(of: type, version: type.payload.version)),
                    in: SchemaLibrary(formats: .asserted))
            )
        }
        return Dictionary(schemas.compactMap(\.self), uniquingKeysWith: { first, _ in first })
    }()

    /// What the schema and the Swift type think of some data: true if they take it.
    private func verdicts(on value: JSONValue, as type: MessageType) throws -> (schema: Bool, swift: Bool) {
        let schema = try #require(Self.schemas[type])
        let data = value.encoded()
        // Which error it is does not matter here, only that it is one.
        let message = try? type.read(data)
        return (schema.violations(in: value).isEmpty, message != nil)
    }

    @Test(arguments: MessageType.allCases)
    func `a missing member is refused by schema and type, unless the schema says that it may be`(_ type: MessageType) throws {
        let sample = try JSONValue(parsing: Samples.sample(of: type).encoded())
        let mayBeMissing = try Self.optional(in: type)
        for place in sample.places {
            guard case .member = place.path.last, let changed = sample.replacing(place.path, with: nil) else { continue }
            let verdict = try verdicts(on: changed, as: type)
            if case .member(let name) = place.path.first, place.path.count == 1, mayBeMissing.contains(name) {
                #expect(verdict.schema && verdict.swift, "without \(place.path)")
            } else {
                #expect(!verdict.schema && !verdict.swift, "without \(place.path)")
            }
        }
    }

    /// Members of a message that its schema declares and does not require.
    private static func optional(in type: MessageType) throws -> Set<String> {
        let schema = try JSONValue(parsing: SchemaCatalog.schema(of: type, version: type.payload.version)).members ?? [:]
        let declared = Set((schema["properties"]?.members ?? [:]).keys)
        let required = (schema["required"]?.elements ?? []).compactMap { if case .string(let name) = $0 { name } else { nil } }
        return declared.subtracting(required)
    }

    @Test(arguments: MessageType.allCases)
    func `a value of another kind is refused by schema and type`(_ type: MessageType) throws {
        let sample = try JSONValue(parsing: Samples.sample(of: type).encoded())
        for place in sample.places {
            let others: [JSONValue] = [.null, .bool(true), .integer(1), .number(1.5), .string("1"), .array([]), .object([:])]
            for other in others where !other.isSameKind(as: place.value) {
                let changed = try #require(sample.replacing(place.path, with: other))
                let verdict = try verdicts(on: changed, as: type)
                #expect(!verdict.schema && !verdict.swift, "\(other) at \(place.path)")
            }
        }
    }

    @Test(arguments: MessageType.allCases)
    func `an unknown member is tolerated by schema and type`(_ type: MessageType) throws {
        let sample = try Samples.sample(of: type)
        let members = try #require(try JSONValue(parsing: sample.encoded()).members)
        let changed = JSONValue.object(members.merging(["giftWrap": .object(["ribbon": "red"])]) { old, _ in old })
        let verdict = try verdicts(on: changed, as: type)
        #expect(verdict.schema && verdict.swift)
        #expect(try type.read(changed.encoded()).isEqual(to: sample))
    }

    /// Values just inside and just outside of what a member takes.
    struct Limits: Sendable, CustomTestStringConvertible {
        var members: Set<String>
        var taken: [JSONValue]
        var refused: [JSONValue]
        var testDescription: String { members.sorted().joined(separator: ", ") }
    }

    static let limits = [
        Limits(members: ["orderId"], taken: [1, .integer(.max)], refused: [0, -1, .integer(.min), 1.5, 1e30]),
        Limits(members: ["quantity"], taken: [1, 1_000_000], refused: [0, -1, 1_000_001, .integer(.max), 0.5]),
        Limits(members: ["amount"], taken: [0, 1_000_000_000_000_000], refused: [-1, 1_000_000_000_000_001, 12.5]),
        Limits(members: ["currency"], taken: ["EUR", "USD", "JPY"], refused: ["", "EU", "EURO", "eur", "E R", "ÉUR", "EUR\n"]),
        Limits(
            members: ["sku", "customerId", "warehouseId", "carrierId", "trackingNumber"],
            taken: [
                "A", "a b", "x._-/#+9", "é", "a:b", "\u{1F419}", "ada@example.com", "½ M&M (L)", "Чай",
                .string(String(repeating: "x", count: 64)), .string(String(repeating: "ß", count: 64)),
            ],
            refused: [
                "", " ", " a", "a ", "a\n", "a\tb", "a\u{0}b", "a\u{A0}b", "a\u{200B}b", "a\u{202E}b",
                .string(String(repeating: "x", count: 65)), .string(String(repeating: "ß", count: 65)),
            ]),
        Limits(
            members: ["createdAt"],
            taken: [
                "2026-11-23T16:00:00Z", "2026-11-23T16:00:00.1Z", "2026-11-23T16:00:00.123456Z", "2026-11-23T17:00:00+01:00",
                "2026-11-23T17:00:00.123-05:30",
            ],
            refused: [
                "", "yesterday", "2026-11-23", "2026-13-23T16:00:00Z", "2026-11-23T16:00:00", "2026-11-23T25:00:00Z",
                "23.11.2026 16:00", "2026-11-23T16:00:00Z and more",
            ]),
        Limits(members: ["reason"], taken: [], refused: ["", "be cause", "1"]),
    ]

    @Test(arguments: limits)
    func `schema and type draw the line at the same value`(_ limits: Limits) throws {
        var tried = 0
        for type in MessageType.allCases {
            let sample = try JSONValue(parsing: Samples.sample(of: type).encoded())
            for place in sample.places where place.value.members == nil {
                guard case .member(let name) = place.path.last, limits.members.contains(name) else { continue }
                for (value, isTaken) in limits.taken.map({ ($0, true) }) + limits.refused.map({ ($0, false) }) {
                    let changed = try #require(sample.replacing(place.path, with: value))
                    let verdict = try verdicts(on: changed, as: type)
                    #expect(verdict == (isTaken, isTaken), "\(type) with \(value) at \(place.path)")
                    tried += 1
                }
            }
        }
        #expect(tried > 0, "no message has such a member")
    }

    @Test(arguments: MessageType.allCases)
    func `every reason there is has a text`(_ type: MessageType) throws {
        let reasons: [JSONValue]? =
            switch type {
            // Reasons of a cancellation come to be: any name is one.
            case .shipmentBookingFailed: BookingFailure.allCases.map { .string($0.rawValue) }
            default: nil
            }
        let schema = try JSONValue(parsing: SchemaCatalog.schema(of: type, version: type.payload.version))
        let declared = schema.members?["properties"]?.members?["reason"]?.members?["enum"]?.elements
        #expect(declared.map { Set($0) } == reasons.map { Set($0) })
    }
}

extension JSONValue {
    fileprivate func isSameKind(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null), (.bool, .bool), (.integer, .integer), (.number, .number), (.string, .string), (.array, .array),
            (.object, .object):
            true
        default: false
        }
    }
}
