import Synchronization

/// SplitMix64: the same seed gives the same numbers.
public struct Seeded: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(_ seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Draws from these numbers, for several owners.
    public static func shared(_ seed: UInt64) -> @Sendable () -> UInt64 {
        let box = Box(Seeded(seed))
        return { box.state.withLock { $0.next() } }
    }

    private final class Box: Sendable {
        let state: Mutex<Seeded>
        init(_ seeded: Seeded) { state = Mutex(seeded) }
    }
}

// Not the standard library's ways of turning numbers into ranges: those are free to change, and a seed is to mean the same for ever.
extension Seeded {
    /// 0 up to, without, `bound`. The bias is below 2^-40 for the bounds used here.
    public mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(max(bound, 1))).high)
    }

    /// True so often, from 0 to 1.
    public mutating func chance(_ share: Double) -> Bool { fraction() < share }

    /// Evenly spread.
    public mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * fraction() }

    /// One of these; there must be one.
    public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    private mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
