public import Foundation

/// Time and chance, handed in: a running service takes the real ones, a simulation its own.
public struct ProcessEnvironment: Sendable {
    /// The time.
    public var now: @Sendable () -> Date
    /// 64 random bits.
    public var random: @Sendable () -> UInt64

    public init(now: @escaping @Sendable () -> Date, random: @escaping @Sendable () -> UInt64) {
        self.now = now
        self.random = random
    }

    /// The system clock, but for its steps back (``SteadyClock``), and the system's random numbers.
    public static let real: ProcessEnvironment = {
        let clock = SteadyClock()
        return ProcessEnvironment(now: { clock.now() }, random: { UInt64.random(in: .min ... .max) })
    }()

    var generator: some RandomNumberGenerator { Generator(random: random) }

    private struct Generator: RandomNumberGenerator {
        let random: @Sendable () -> UInt64
        mutating func next() -> UInt64 { random() }
    }

    /// A message id: a UUID version 7 (RFC 9562), so that ids made one after the other stand side by side in an index.
    func messageID(at time: Date) -> String { Self.messageID(at: time, random: random) }

    /// A message id as above, of this chance.
    package static func messageID(at time: Date, random: () -> UInt64) -> String {
        let milliseconds = UInt64(max(0, time.timeIntervalSince1970 * 1000))
        let first = (milliseconds << 16) | 0x7000 | (random() & 0x0fff)
        let second = 0x8000_0000_0000_0000 | (random() & 0x3fff_ffff_ffff_ffff)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var next = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    buffer[next] = UInt8(ascii: "-")
                    next += 1
                }
                let half = digit < 16 ? first : second
                let value = UInt8(truncatingIfNeeded: half >> UInt64(60 - (digit % 16) * 4)) & 15
                buffer[next] = value < 10 ? 48 + value : 87 + value
                next += 1
            }
            return next
        }
    }
}

/// The places in a step where it makes a difference whether the process dies before or after: between two of them there is one
/// durable effect at most.
///
/// A simulation throws from them, and a real process can be made to kill itself there; see ``MessageProcessor/Dependencies/failpoint``.
public enum StepBoundary: String, Sendable, Hashable, CaseIterable {
    /// Everything is written, nothing is committed: all of it is as if it had not been.
    case beforeCommit
    /// Committed; no call is answered and no message has left.
    case beforeRelay
    /// Some messages of this step are on the bus, others are not.
    case midRelay
    /// All messages are on the bus; the outbox still has them.
    case afterRelay
    /// The checkpoint is saved; the position of this consumer is not acknowledged to the bus.
    case beforeAcknowledge
}
