import CompactJSON
import Foundation

/// A value with everything in it that messages and requests have: nested objects, lists, optional fields, wrappers, a time.
struct Sample: Codable, Equatable {
    enum Colour: String, Codable, CaseIterable { case red, green }
    /// Swift writes it with a nested container.
    enum Choice: Codable, Equatable { case nothing, amount(Int, of: String) }

    struct Line: Codable, Equatable {
        var name: String
        var count: Int
        var price: Double
    }

    var number: Int
    var small: Int8
    var large: UInt64
    var isOpen: Bool
    var text: String
    var maybe: String?
    var lines: [Line]
    var grid: [[Int]]
    var tags: [String: [String]]
    var colour: Colour
    var choice: Choice
    var at: Date

    static func random(_ random: inout some RandomNumberGenerator) -> Sample {
        Sample(
            number: .random(in: .min ... .max, using: &random), small: .random(in: .min ... .max, using: &random),
            large: .random(in: .min ... .max, using: &random), isOpen: .random(using: &random), text: text(&random),
            maybe: Bool.random(using: &random) ? text(&random) : nil,
            lines: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                Line(
                    name: text(&random), count: .random(in: -9...9, using: &random),
                    price: Double.random(in: -1e6...1e6, using: &random))
            },
            grid: (0..<Int.random(in: 0...3, using: &random)).map { Array(0..<$0) },
            tags: Dictionary(
                uniqueKeysWithValues: (0..<Int.random(in: 0...20, using: &random)).map { ("k\($0)", [text(&random)]) }),
            colour: Bool.random(using: &random) ? .red : .green,
            choice: Bool.random(using: &random) ? .nothing : .amount(.random(in: 0...9, using: &random), of: text(&random)),
            at: Date(timeIntervalSince1970: Double(Int.random(in: 0...4_000_000_000, using: &random))))
    }

    private static func text(_ random: inout some RandomNumberGenerator) -> String {
        let pieces = ["a", "Ä", "\"", "\\", "/", "\n", "\t", "\u{1}", "\u{7f}", "🐢", "\u{2028}", " ", "0", "e\u{301}"]
        return (0..<Int.random(in: 0...20, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
}

/// Seconds since 1970 as text: enough to see that a time goes through the functions that were given.
let encoder = CompactJSONEncoder(writeDate: { "\(Int($0.timeIntervalSince1970))" })
let decoder = CompactJSONDecoder(readDate: { Int($0).map { Date(timeIntervalSince1970: Double($0)) } })
let strict = CompactJSONDecoder(unknownFields: .refused, readDate: { _ in nil })

let foundationEncoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .custom { date, encoder in
        var container = encoder.singleValueContainer()
        try container.encode("\(Int(date.timeIntervalSince1970))")
    }
    return encoder
}()

/// The same steps from the same seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
