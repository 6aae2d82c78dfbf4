import CompactJSON
import DocketSchema
import Foundation
import JSONSchema
import SchemaRegistry
import Testing

/// The gate: the schemas of this repository against what was registered, and changes that it stops.
@Suite struct SchemaGateTests {
    private static let folder = SchemaFolder(
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Shared/Contracts/Schemas").standardized)

    /// The tree and the record as they are committed, to be changed by a test.
    private static func committed() throws -> (tree: [String: [Int: JSONValue]], registry: SchemaRegistry) {
        (try folder.schemas(), try folder.registry())
    }

    /// A change of a schema's members.
    private static func changed(_ schema: JSONValue?, _ change: (inout [String: JSONValue]) -> Void) throws -> JSONValue {
        var members = try #require(schema?.members)
        change(&members)
        return .object(members)
    }

    private static func member(_ name: String, _ value: JSONValue?, of schema: inout [String: JSONValue]) {
        var properties = schema["properties"]?.members ?? [:]
        properties[name] = value
        schema["properties"] = .object(properties)
    }

    private static func requirement(_ change: (inout [JSONValue]) -> Void, of schema: inout [String: JSONValue]) {
        var required = schema["required"]?.elements ?? []
        change(&required)
        schema["required"] = .array(required)
    }

    @Test func `what is committed is what was registered`() throws {
        let (tree, registry) = try Self.committed()
        let review = SchemaReview(tree, against: registry)
        #expect(review.breaks.map(\.text) == [])
        #expect(review.versions >= 21)
    }

    @Test func `the record is written as the program writes it`() throws {
        let file = Self.folder.path.appending(path: "registry.json")
        #expect(try Data(contentsOf: file) == RegistryRecord.write(Self.folder.registry()))
    }

    @Test(arguments: ["field removed", "type narrowed", "new required field", "another type"])
    func `a registered version that is changed in place is stopped, and its readers are named`(what: String) throws {
        var (tree, registry) = try Self.committed()
        let bad = try Self.bad(what, of: tree["OrderPacked"]?[1])
        tree["OrderPacked"]?[1] = bad
        let finding = try #require(SchemaReview(tree, against: registry).breaks.first)
        #expect(finding.kind == .edited && finding.subject == "OrderPacked")
        #expect(finding.text.contains("shipping") && finding.text.contains("put OrderPacked/1.json back"))
        registry.setLevel(CompatibilityLevel.none, of: "OrderPacked")
        #expect(SchemaReview(tree, against: registry).breaks.count == 1, "no level allows that")
    }

    @Test(arguments: ["field removed", "type narrowed", "new required field", "another type"])
    func `a new version that a reader could not follow is stopped`(what: String) throws {
        var (tree, registry) = try Self.committed()
        let next = (tree["OrderPacked"]?.keys.max() ?? 0) + 1
        registry.setLevel(.full, of: "OrderPacked")
        let bad = try Self.bad(what, of: tree["OrderPacked"]?[next - 1])
        tree["OrderPacked"]?[next] = bad
        let finding = try #require(SchemaReview(tree, against: registry).breaks.first)
        #expect(finding.kind == .incompatible && finding.version == next)
        #expect(finding.changes.allSatisfy { $0.breaks == ["shipping"] } && !finding.changes.isEmpty)
    }

    private static func bad(_ what: String, of schema: JSONValue?) throws -> JSONValue {
        try changed(schema) { schema in
            switch what {
            case "field removed":
                member("warehouseId", nil, of: &schema)
                requirement({ $0.removeAll { $0 == "warehouseId" } }, of: &schema)
            case "type narrowed": member("totalWeightGrams", ["type": "integer", "minimum": 1, "maximum": 10], of: &schema)
            case "new required field":
                member("packedBy", ["type": "string"], of: &schema)
                requirement({ $0.append("packedBy") }, of: &schema)
            default: member("totalWeightGrams", ["type": "string"], of: &schema)
            }
        }
    }

    @Test func `a version that vanished is stopped, and so is an unregistered one`() throws {
        var (tree, registry) = try Self.committed()
        tree["OrderPacked"] = nil
        #expect(SchemaReview(tree, against: registry).breaks.map(\.kind) == [.missing])
        (tree, registry) = try Self.committed()
        tree["OrderWrapped"] = [1: ["type": "object"]]
        #expect(SchemaReview(tree, against: registry).breaks.map(\.kind) == [.unregistered])
    }

    @Test func `other words break no reader`() throws {
        var (tree, registry) = try Self.committed()
        let reworded = try Self.changed(tree["OrderPacked"]?[1]) { $0["description"] = "Put into its box." }
        tree["OrderPacked"]?[1] = reworded
        let review = SchemaReview(tree, against: registry)
        #expect(review.breaks.isEmpty && review.findings.map(\.kind) == [.reworded])
    }
}
