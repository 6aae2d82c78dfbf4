import Foundation
import Testing

/// The checker is a tool that other tests lean on, so it has to be able to say no.
@Suite struct SchemaCheckerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var schema: String
        var value: String
        var problems: Int
        var testDescription: String { "\(value) against \(schema)" }
    }

    @Test(arguments: [
        Case(schema: #"{"type":"integer"}"#, value: "1", problems: 0),
        Case(schema: #"{"type":"integer"}"#, value: "\"1\"", problems: 1),
        Case(schema: #"{"type":"unheardOf"}"#, value: "1", problems: 1),
        Case(schema: #"{"multipleOf":2}"#, value: "2", problems: 1),
        Case(schema: #"{"additionalProperties":false}"#, value: "{}", problems: 1),
        Case(schema: #"{"format":"email"}"#, value: "\"a@b.example\"", problems: 1),
        Case(schema: #"{"pattern":"a"}"#, value: "\"a\"", problems: 1),
        Case(schema: ##"{"$ref":"#/$defs/none"}"##, value: "1", problems: 1),
        Case(schema: ##"{"$ref":"#/$defs/small","$defs":{"small":{"maximum":5}}}"##, value: "6", problems: 1),
        Case(schema: ##"{"$ref":"#/$defs/small","$defs":{"small":{"maximum":5}}}"##, value: "5", problems: 0),
        Case(schema: #"{"items":{"minimum":0}}"#, value: "[0,-1,-2]", problems: 2),
        Case(schema: #"{"properties":{"a":{"minLength":2}}}"#, value: #"{"a":"x"}"#, problems: 1),
        Case(schema: #"{"required":["a","b"]}"#, value: #"{"a":1}"#, problems: 1),
    ])
    func `it finds what is wrong and does not pass over what it does not know`(_ row: Case) throws {
        let checker = try SchemaChecker(Data(row.schema.utf8))
        #expect(checker.problems(in: try JSONValue(Data(row.value.utf8))).count == row.problems)
    }

    @Test(arguments: [
        Case(schema: #"{"properties":{"a":{}},"required":["a"]}"#, value: #"{"a":1}"#, problems: 0),
        Case(schema: #"{"properties":{"a":{}},"required":["a"]}"#, value: #"{"a":1,"b":2}"#, problems: 1),
        Case(schema: #"{"properties":{"a":{}}}"#, value: #"{"a":1}"#, problems: 1),
        Case(schema: #"{"properties":{"a":{},"b":{}},"required":["a"]}"#, value: #"{"a":1}"#, problems: 2),
    ])
    func `closed, it wants exactly the declared members`(_ row: Case) throws {
        let checker = try SchemaChecker(Data(row.schema.utf8), closed: true)
        #expect(checker.problems(in: try JSONValue(Data(row.value.utf8))).count == row.problems)
    }
}
