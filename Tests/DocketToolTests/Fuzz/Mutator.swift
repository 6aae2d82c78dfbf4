import DeterministicSimulation

/// Spoils bytes in the ways that break decoders: flips, cuts, repeats, edges of numbers, brackets, and parts of other inputs.
/// The same seed spoils in the same way.
struct Mutator {
    private static let tokens: [[UInt8]] = [
        "{", "}", "[", "]", "\"", ":", ",", "\\u0000", "\\ud800", "\\", "null", "true", "-", "-0", "1e999", "0.1",
        "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1E-400", "\n", "\r\n", "\t", "\"\"", "''", "- ",
        ": ",
        "&a ", "*a", "|", ">", "!!int ", "? ", "#", "---\n", "\u{FEFF}", "\u{0}", "é", "{\"a\":", "[[[[[[[[",
        "0000-00-00T00:00:00Z",
        "99999-12-31T23:59:60.999999999+99:99",
    ].map { Array($0.utf8) }

    private var random: Seeded

    init(seed: UInt64) { random = Seeded(seed) }

    /// One to eight changes of one of the inputs.
    mutating func next(from corpus: [[UInt8]]) -> [UInt8] {
        var bytes = corpus[random.below(corpus.count)]
        for _ in 0...random.below(8) { change(&bytes, corpus) }
        return Array(bytes.prefix(1 << 14))
    }

    private mutating func change(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
        let place = random.below(bytes.count + 1)
        let end = min(bytes.count, place + 1 + random.below(16))
        switch random.below(8) {
        case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
        case 1: if place < bytes.count { bytes[place] = UInt8(random.below(256)) }
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 4: bytes.removeSubrange(place...)
        case 5: bytes.replaceSubrange(place..<end, with: Self.tokens[random.below(Self.tokens.count)])
        case 6: bytes.insert(contentsOf: Self.tokens[random.below(Self.tokens.count)], at: place)
        default:
            let other = corpus[random.below(corpus.count)]
            let start = random.below(other.count + 1)
            bytes.replaceSubrange(place..<end, with: other[start..<min(other.count, start + random.below(64))])
        }
    }
}
