import CompactJSON
import Foundation
import JSONSchema
import SchemaRegistry
import Testing

/// Versions, ids, levels and deletion.
@Suite struct RegistryTests {
    private static let one: JSONValue = ["type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"]]
    private static let wider: JSONValue = ["type": "object", "properties": ["a": ["type": "integer"]]]
    private static let other: JSONValue = ["type": "string"]

    @Test func `the same schema has one id, however often it is registered`() throws {
        var registry = SchemaRegistry()
        let first = try registry.register(Self.one, under: "A")
        #expect(try registry.register(Self.one, under: "A") == first)
        #expect(try registry.register(Self.one, under: "B").id == first.id)
        #expect(try registry.register(Self.other, under: "C").id == 2)
        #expect(try registry.uses(of: 1).map(\.subject) == ["A", "B"])
        #expect(try registry.lookup(Self.one, under: "B").number == 1)
        #expect(throws: RegistryError.schemaNotFound(nil)) { try registry.lookup(Self.other, under: "B") }
    }

    @Test func `what the level forbids is refused and changes nothing`() throws {
        var registry = SchemaRegistry()
        _ = try registry.register(Self.wider, under: "A")
        let before = registry
        let error = #expect(throws: RegistryError.self) { try registry.register(Self.one, under: "A") }
        guard case .incompatible("A", .backward, let breaches) = error else { throw error ?? RegistryError.subjectNotFound("A") }
        #expect(breaches.map(\.difference.kind) == [.requiredAdded] && breaches.map(\.version) == [1])
        #expect(registry == before)
        registry.setLevel(.forward, of: "A")
        #expect(try registry.register(Self.one, under: "A").number == 2)
        #expect(registry.effectiveLevel(of: "B") == .backward)
    }

    @Test func `a schema that no data can satisfy is refused`() {
        var registry = SchemaRegistry()
        #expect(throws: RegistryError.self) { try registry.register(["type": "text"], under: "A") }
        #expect(throws: RegistryError.self) { try registry.register(["title": 1], under: "A") }
        #expect(registry == SchemaRegistry())
    }

    @Test func `a note of another tool is kept`() throws {
        var registry = SchemaRegistry()
        let schema: JSONValue = [
            "type": "object", "javaType": "com.example.Order", "properties": ["a": ["connect.type": "int32"]],
        ]
        let version = try registry.register(schema, under: "A")
        #expect(try registry.schema(version.id) == schema)
    }

    @Test func `deleting takes two steps, and a number is not given twice`() throws {
        var registry = SchemaRegistry(level: .none)
        _ = try registry.register(Self.one, under: "A")
        _ = try registry.register(Self.other, under: "A")
        #expect(throws: RegistryError.versionNotDeletedYet("A", 2)) {
            try registry.deleteVersion(2, of: "A", permanently: true)
        }
        #expect(try registry.deleteVersion(nil, of: "A") == 2)
        #expect(throws: RegistryError.versionDeleted("A", 2)) { try registry.deleteVersion(2, of: "A") }
        #expect(throws: RegistryError.versionNotFound(2)) { try registry.version(2, of: "A") }
        #expect(try registry.schema(2) == Self.other)
        #expect(try registry.deleteVersion(2, of: "A", permanently: true) == 2)
        #expect(try registry.register(Self.other, under: "A").number == 3)
        #expect(throws: RegistryError.subjectNotDeletedYet("A")) { try registry.deleteSubject("A", permanently: true) }
        #expect(try registry.deleteSubject("A") == [1, 3])
        #expect(throws: RegistryError.subjectDeleted("A")) { try registry.deleteSubject("A") }
        #expect(registry.names() == [] && registry.names(includingDeleted: true) == ["A"])
        #expect(try registry.deleteSubject("A", permanently: true) == [1, 3])
    }

    @Test func `other words are taken over, another meaning is not`() throws {
        var registry = SchemaRegistry()
        _ = try registry.register(Self.other, under: "A")
        try registry.reword(1, of: "A", as: ["type": "string", "description": "A name."])
        #expect(try registry.schema(1)["description"] == "A name.")
        #expect(throws: RegistryError.self) { try registry.reword(1, of: "A", as: ["type": "string", "maxLength": 9]) }
    }

    @Test func `what was written is read back the same`() throws {
        var registry = SchemaRegistry(level: .full)
        _ = try registry.register(Self.one, under: "A")
        registry.setLevel(CompatibilityLevel.none, of: "A")
        _ = try registry.register(Self.other, under: "A")
        _ = try registry.register(Self.other, under: "B/c")
        _ = try registry.deleteVersion(2, of: "A")
        let written = RegistryRecord.write(registry)
        #expect(try RegistryRecord.read(written) == registry)
        #expect(RegistryRecord.write(try RegistryRecord.read(written)) == written)
    }

    @Test func `a record whose schema was changed by hand is refused`() throws {
        var registry = SchemaRegistry()
        _ = try registry.register(Self.other, under: "A")
        let text = String(decoding: RegistryRecord.write(registry), as: UTF8.self).replacing("\"string\"", with: "\"integer\"")
        #expect(throws: RegistryError.unreadable("version 1 of A is not the schema 1 that was registered")) {
            try RegistryRecord.read(Data(text.utf8))
        }
    }
}
