import CompactJSON
import Contracts
import ContractSchemas
import Decisions
import Foundation
import JSONSchema
import Testing

/// Holds each message's Swift type and its JSON Schema together.
@Suite struct SchemaTests {
    @Test(arguments: MessageType.allCases)
    func `every message has a schema of its current version, under its own name`(_ type: MessageType) throws {
        let version = type.payload.version
        let schema = try JSONValue(parsing: SchemaCatalog.schema(of: type, version: version))
        let members = try #require(schema.members)
        #expect(members["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(members["$id"] == .string(SchemaCatalog.uri(of: type, version: version)))
        #expect(members["title"] != nil && members["description"] != nil)
    }

    @Test func `a schema's name is its address`() {
        #expect(SchemaCatalog.uri(of: .orderPaid, version: 2) == "https://docket.example/schemas/OrderPaid/2.json")
    }

    @Test(arguments: [0, 2, -1])
    func `a version that never was has no schema`(version: Int) {
        #expect(throws: ContractError.unknownVersion("OrderPaid", version)) {
            try SchemaCatalog.schema(of: .orderPaid, version: version)
        }
    }

    @Test func `there is a schema for each message and for nothing else`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Shared/Contracts/Schemas")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            !["README.md", "registry.json"].contains($0)
        }
        #expect(names.sorted() == MessageType.allCases.map(\.rawValue).sorted())
    }

    @Test(arguments: MessageType.allCases)
    func `a message and its schema name the same members, and the message keeps to it`(_ type: MessageType) throws {
        let message = try Samples.sample(of: type)
        let schema = try JSONValue(parsing: SchemaCatalog.schema(of: type, version: type.payload.version))
        let closed = try JSONSchema(schema.closed, in: SchemaLibrary(formats: .asserted))
        #expect(message.typeName == type.rawValue)
        #expect(closed.violations(in: try JSONValue(parsing: message.encoded())) == [])
    }

    @Test(arguments: MessageType.allCases)
    func `the example in a schema is a message`(_ type: MessageType) throws {
        let schema = try JSONValue(parsing: SchemaCatalog.schema(of: type, version: type.payload.version))
        let examples = try #require(schema.members?["examples"]?.elements)
        #expect(!examples.isEmpty)
        for example in examples {
            let message = try type.read(example.encoded())
            #expect(try JSONValue(parsing: message.encoded()) == example)
        }
    }
}
