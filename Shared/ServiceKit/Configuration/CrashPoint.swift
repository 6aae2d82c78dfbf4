import Foundation
public import Messaging
import Synchronization

/// Where a service is to die by its own hand, to show that it makes no difference: `midRelay`, or `beforeCommit:3` for the third
/// time it passes there.
///
/// SIGKILL, so that nothing is tidied up: what a power cut or the kernel's out-of-memory killer does. Off unless it is asked for.
public struct CrashPoint: Sendable, Hashable, CustomStringConvertible {
    /// Where in a step.
    public var boundary: StepBoundary
    /// At which passage, counted from 1 at the start of the process.
    public var passage: Int

    public init(_ boundary: StepBoundary, passage: Int = 1) {
        self.boundary = boundary
        self.passage = passage
    }

    /// - Returns: `nil` unless the text is the name of a boundary, with a number from 1 to 1,000,000 behind a colon or without.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, let boundary = StepBoundary(rawValue: String(name)) else { return nil }
        guard let passage = parts.count == 2 ? Int(parts[1]) : 1, (1...1_000_000).contains(passage) else { return nil }
        self.init(boundary, passage: passage)
    }

    /// The boundaries by name, for help and errors.
    public static let names = StepBoundary.allCases.map(\.rawValue).joined(separator: ", ")

    public var description: String { "\(boundary.rawValue):\(passage)" }

    /// What a message processor is to call at each boundary. It does not return from the one that it dies at.
    func watch() -> @Sendable (StepBoundary) -> Void {
        let counter = Counter()
        return { [self] passed in
            guard passed == boundary, counter.next() == passage else { return }
            kill(getpid(), SIGKILL)
            // The signal may need a moment to arrive, and not one instruction more must be done until then.
            while true { pause() }
        }
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)
        func next() -> Int { count.add(1, ordering: .relaxed).newValue }
    }
}

extension MessageProcessor.Dependencies {
    /// Makes the process die at this point.
    mutating func arm(_ crashPoint: CrashPoint) {
        failpoint = crashPoint.watch()
        // One message a time, so that a relay of several has a middle.
        if crashPoint.boundary == .midRelay { relayLimit = 1 }
    }
}
