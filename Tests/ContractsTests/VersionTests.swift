import CompactJSON
import Contracts
import ContractSchemas
import Decisions
import Foundation
import JSONSchema
import Messaging
import Testing

private let types = MessageTypes(MessageCatalog.payloads)

/// What the registry's gate lets through, programs old and new read, in both directions.
@Suite struct VersionTests {
    private static func schema(_ type: MessageType, _ version: Int) throws -> JSONValue {
        try JSONValue(parsing: SchemaCatalog.schema(of: type, version: version))
    }

    private static func examples(_ type: MessageType, _ version: Int) throws -> [JSONValue] {
        try schema(type, version)["examples"]?.elements ?? []
    }

    @Test(arguments: MessageType.allCases) func `every version has its schema, and every shape a version of its own`(
        _ type: MessageType
    )
        throws
    {
        let newest = type.payload.version
        let shapes = type.payload.formerShapes.map { $0.version }
        #expect(Set(shapes).isSubset(of: 1..<newest) && Set(shapes).count == shapes.count, "\(type)")
        for version in 1...newest { #expect(try !Self.examples(type, version).isEmpty) }
        #expect(throws: ContractError.self) { try SchemaCatalog.schema(of: type, version: newest + 1) }
    }

    @Test(arguments: MessageType.allCases) func `this program reads what programs of every older version wrote`(
        _ type: MessageType
    ) throws {
        for version in 1...type.payload.version {
            for example in try Self.examples(type, version) {
                let message = try types.read(MessageCoding.encode(example), as: type.rawValue, version: version)
                #expect(message.typeName == type.rawValue)
                // What it would write now keeps to the newest schema.
                let now = try JSONSchema(Self.schema(type, type.payload.version).exact)
                #expect(now.violations(in: try JSONValue(parsing: MessageCoding.encode(message))) == [])
            }
        }
    }

    @Test(arguments: MessageType.allCases) func `programs of every older version read what this one writes`(_ type: MessageType)
        throws
    {
        for shape in type.payload.formerShapes {
            for version in shape.version...type.payload.version {
                for example in try Self.examples(type, version) {
                    let read = try MessageCoding.decode(shape, from: MessageCoding.encode(example))
                    #expect(read.newest.typeName == type.rawValue)
                }
            }
        }
    }

    @Test(arguments: MessageType.allCases) func `this program reads a newer version that only says more`(_ type: MessageType)
        throws
    {
        let newest = type.payload.version
        for example in try Self.examples(type, newest) {
            var members = try #require(example.members)
            members["saidByALaterVersion"] = ["a": 1]
            let data = try MessageCoding.encode(JSONValue.object(members))
            let message = try types.read(data, as: type.rawValue, version: newest + 1)
            #expect(message.isEqual(to: try types.read(MessageCoding.encode(example), as: type.rawValue, version: newest)))
            members["orderId"] = "in another form now"
            members["sku"] = 7
            members["carrierId"] = 7
            members["action"] = 7
            let other = try MessageCoding.encode(JSONValue.object(members))
            #expect(throws: ContractError.newerVersion(type.rawValue, newest + 1, known: newest)) {
                try types.read(other, as: type.rawValue, version: newest + 1)
            }
            #expect(throws: DecodingError.self) { try types.read(other, as: type.rawValue, version: newest) }
        }
    }

    @Test func `a reason that a later version gives is carried on as it came`() throws {
        let data = Data(#"{"orderId":1,"reason":"priceMistake","by":"person"}"#.utf8)
        let message = try #require(try types.read(data, as: "OrderCancelled", version: 3) as? OrderCancelled)
        #expect(message.reason.rawValue == "priceMistake")
        #expect(try MessageCoding.encode(message) == data)
    }

    @Test(arguments: [0, -1]) func `a version that never was is refused for good`(version: Int) throws {
        #expect(throws: ContractError.unknownVersion("OrderPaid", version)) {
            try types.read(Data("{}".utf8), as: "OrderPaid", version: version)
        }
    }
}
