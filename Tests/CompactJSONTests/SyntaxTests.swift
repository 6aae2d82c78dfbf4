import CompactJSON
import Foundation
import Testing

@Suite struct SyntaxTests {
    /// Any JSON, so that only the syntax decides.
    private enum Anything: Decodable {
        case value
        init(from decoder: any Decoder) throws { self = .value }
    }

    private func accepts(_ bytes: some Sequence<UInt8>) -> Bool {
        // Only whether it is taken matters here.
        (try? decoder.decode(Anything.self, from: Array(bytes))) != nil
    }

    @Test(arguments: [
        "{}", "[]", " [ 1 , 2 ]\n", "0", "-0", "-1.5e+10", "1E5", #""""#, #""\u00e9\ud83d\udc22\/""#, "true", "false", "null",
        #"{"a":{"b":[{}]},"c":null}"#, #"{"":1}"#, "\"\u{7f}\"",
    ])
    func `JSON is taken`(text: String) {
        #expect(accepts(text.utf8))
    }

    @Test(arguments: [
        ("", 0, "the text ends where a value should be"), ("  ", 2, "the text ends where a value should be"),
        ("{", 1, "a field's name in quotes is missing"), ("[1", 2, "a comma or the closing bracket is missing"),
        ("[1,]", 3, "no value begins like this"), ("[,1]", 1, "no value begins like this"),
        (#"{"a"}"#, 4, "the colon is missing"), (#"{"a":1,}"#, 7, "a field's name in quotes is missing"),
        (#"{a:1}"#, 1, "a field's name in quotes is missing"), ("{'a':1}", 1, "a field's name in quotes is missing"),
        ("01", 1, "something follows the value"), ("+1", 0, "no value begins like this"), (".5", 0, "no value begins like this"),
        ("1.", 2, "a digit is missing"), ("-", 1, "a digit is missing"), ("1e", 2, "a digit is missing"),
        ("tru", 0, "no value begins like this"), ("nulll", 4, "something follows the value"), ("1 2", 2, "something follows"),
        ("\"a", 0, "this text has no end"), ("\"\\", 0, "this text has no end"), (#""\x""#, 1, "there is no such escape"),
        (#""\u12"#, 1, "four hexadecimal digits are missing"), (#""\u12g4""#, 1, "four hexadecimal digits are missing"),
        (#""\ud83d""#, 1, "half of a surrogate pair"), (#""\udc22""#, 1, "half of a surrogate pair"),
        (#""\ud83dx""#, 1, "half of a surrogate pair"), (#""\ud83d\u0041""#, 1, "half of a surrogate pair"),
        ("\"a\nb\"", 2, "a control character must be escaped"), ("\u{feff}{}", 0, "no value begins like this"),
        ("NaN", 0, "no value begins like this"), ("// c\n1", 0, "no value begins like this"),
        (#"{"a":1,"b":2,"a":3}"#, 14, #"the field "a" is there twice"#),
        (#"{"a":1,"\u0061":3}"#, 8, #"is there twice"#),
    ])
    func `what is none is refused, with the place and the reason`(text: String, offset: Int, reason: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try decoder.decode(Anything.self, from: text) }
        #expect(error.offset == offset)
        #expect(error.reason.contains(reason), "\(error.reason)")
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        for bytes: [UInt8] in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0xaf]] {
            #expect(!accepts([0x22] + bytes + [0x22]))
        }
    }

    @Test func `a repeated field is found among many, too`() {
        let fields = (0..<1000).map { "\"f\($0)\":0" }.joined(separator: ",")
        #expect(accepts("{\(fields)}".utf8))
        #expect(!accepts("{\(fields),\"f500\":1}".utf8))
    }

    @Test func `nesting has a limit, and far beyond it nothing breaks`() {
        #expect(accepts(nested(128)))
        #expect(!accepts(nested(129)))
        #expect(!accepts(nested(1_000_000)))
    }

    private func nested(_ depth: Int) -> [UInt8] {
        Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)
    }

    @Test func `cut or changed anywhere, a text is taken only if Foundation takes it, and never traps`() throws {
        var random = Seeded(state: 3)
        for _ in 0..<100 {
            let good = Array(try foundationEncoder.encode(Sample.random(&random)))
            for _ in 0..<40 {
                var bad = good
                switch Int.random(in: 0...2, using: &random) {
                case 0: bad.removeLast(Int.random(in: 1...bad.count, using: &random))
                case 1: bad[Int.random(in: 0..<bad.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
                default:
                    bad.insert(UInt8.random(in: 0x20...0x7e, using: &random), at: Int.random(in: 0..<bad.count, using: &random))
                }
                if accepts(bad), let refusal = foundationRefuses(bad) {
                    Issue.record("\(refusal) \(String(decoding: bad, as: UTF8.self))")
                }
            }
        }
    }

    /// What Foundation says of it; a number beyond its reach is a matter of the value, not of the syntax.
    private func foundationRefuses(_ bytes: [UInt8]) -> String? {
        do {
            _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            return nil
        } catch {
            return "\(error)".contains("not representable") ? nil : "\(error)"
        }
    }
}
