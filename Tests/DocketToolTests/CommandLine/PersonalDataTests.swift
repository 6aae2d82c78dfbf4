import CompactJSON
import Contracts
import ContractSchemas
@testable import DocketCommandLine
import Foundation
import Testing

struct PersonalDataTests {
    private static let letter: JSONValue = [
        "orderId": 7,
        "shipTo": ["name": "Ada Example", "street": "Hauptstr. 1", "city": "Berlin", "postcode": "10115", "country": "DE"],
        "items": [["sku": "MUG", "name": "Mug"]],
    ]

    @Test func `names and streets of addresses are hidden, and nothing else`() {
        let shown = PersonalDataView().visible(Self.letter)
        #expect(
            shown == [
                "orderId": 7,
                "shipTo": ["name": "(hidden)", "street": "(hidden)", "city": "Berlin", "postcode": "10115", "country": "DE"],
                "items": [["sku": "MUG", "name": "Mug"]],
            ])
        #expect(PersonalDataView().visible(Self.letter.canonicalText) == shown.canonicalText)
    }

    @Test func `a text that is no JSON is not shown, because it may have anything in it`() {
        #expect(PersonalDataView().visible("{Ada").contains("Ada") == false)
    }

    @Test func `who asks for them gets them`() {
        let option = PersonalDataView(isShown: true)
        #expect(option.visible(Self.letter) == Self.letter)
        #expect(option.visible("{Ada") == "{Ada")
    }

    /// What the schemas of the messages call an address has each of the personal members, and everything else in it is named here.
    @Test(arguments: MessageType.allCases)
    func `what is personal in the messages is known`(type: MessageType) throws {
        let schema = try JSONValue(parsing: SchemaCatalog.schema(of: type, version: 1))
        for object in schema.objects where object["street"] != nil && object["street"]?["type"] != nil {
            let members = Set(object.members?.keys.map { $0 } ?? [])
            #expect(members.subtracting(Address.personalMembers) == ["city", "postcode", "country"])
        }
    }
}

extension JSONValue {
    /// All objects in it.
    fileprivate var objects: [JSONValue] {
        switch self {
        case .array(let elements): elements.flatMap(\.objects)
        case .object(let members): [self] + members.values.flatMap(\.objects)
        default: []
        }
    }
}
