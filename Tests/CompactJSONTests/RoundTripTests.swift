import CompactJSON
import Foundation
import Testing

@Suite struct RoundTripTests {
    @Test func `what is written is read back the same, and Foundation reads it as the same tree`() throws {
        var random = Seeded(state: 1)
        for _ in 0..<500 {
            let sample = Sample.random(&random)
            let ours = try encoder.encode(sample)
            #expect(try decoder.decode(Sample.self, from: ours) == sample)
            #expect(try tree(ours) == tree(foundationEncoder.encode(sample)))
        }
    }

    @Test func `what Foundation writes is read`() throws {
        var random = Seeded(state: 2)
        for _ in 0..<500 {
            let sample = Sample.random(&random)
            #expect(try decoder.decode(Sample.self, from: foundationEncoder.encode(sample)) == sample)
        }
    }

    @Test func `the keys of a dictionary are sorted, at every depth`() throws {
        let keys = (0..<20).map { "k\($0)" }
        let text = try encoder.text(["outer": Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) })])
        let members = keys.sorted().map { "\"\($0)\":1" }.joined(separator: ",")
        #expect(text == "{\"outer\":{\(members)}}")
    }

    @Test func `fields stand in the order of the type, without a space, slashes as they are`() throws {
        struct Two: Encodable {
            var b = "a/b"
            var a = [1, 2]
        }
        #expect(try encoder.text(Two()) == #"{"b":"a/b","a":[1,2]}"#)
    }

    @Test func `a value that writes nothing is an empty object`() throws {
        struct Silent: Encodable { func encode(to encoder: any Encoder) {} }
        #expect(try encoder.text([Silent(), Silent()]) == "[{},{}]")
    }

    @Test func `a class writes its part beside the one of its parent`() throws {
        class Parent: Encodable {
            let a = 1
            enum Keys: CodingKey { case a }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(a, forKey: .a)
            }
        }
        final class Child: Parent {
            enum ChildKeys: CodingKey { case b }
            override func encode(to encoder: any Encoder) throws {
                try super.encode(to: encoder)
                var container = encoder.container(keyedBy: ChildKeys.self)
                try container.encode(2, forKey: .b)
            }
        }
        #expect(try encoder.text([Child()]) == #"[{"a":1,"b":2}]"#)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a number that JSON does not have is refused`(number: Double) {
        #expect(throws: EncodingError.self) { try encoder.text([number]) }
    }

    @Test(arguments: [
        (0.1, "0.1"), (3, "3"), (-0.0, "-0"), (1e300, "1e+300"), (2.2250738585072014e-308, "2.2250738585072014e-308"),
    ])
    func `a number is as short as it can be and comes back`(number: Double, text: String) throws {
        #expect(try encoder.text(number) == text)
        #expect(try decoder.decode(Double.self, from: text) == number)
    }

    private func tree(_ data: Data) throws -> NSObject {
        try #require(try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) as? NSObject)
    }
}
