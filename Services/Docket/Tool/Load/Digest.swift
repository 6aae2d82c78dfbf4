/// FNV-1a, 64 bits, over a list of texts: the same on every machine and in every run, unlike `Hasher`.
///
/// Good enough to tell one order from another; it does not withstand someone who wants two to collide.
struct Digest: Sendable, Hashable, CustomStringConvertible {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ parts: [String]) {
        for part in parts {
            for byte in part.utf8 { add(byte) }
            // Between two parts stands a byte that UTF-8 never has: "ab","c" and "a","bc" differ.
            add(0xFF)
        }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
