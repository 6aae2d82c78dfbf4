import ArgumentParser
import DocketCommandLine
package import DocketInstallation
import EventBus
import Foundation
import Instants
import SQLiteEventBus

/// Removes old messages from the log again and again, never one that a consumer still needs.
package struct LogRetention: Sendable {
    package let installation: Installation
    package let rule: RetentionRule
    /// Between two times.
    package var every = Duration.seconds(10)

    package init(installation: Installation, rule: RetentionRule, every: Duration = .seconds(10)) {
        self.installation = installation
        self.rule = rule
        self.every = every
    }

    /// Returns when the task is cancelled.
    ///
    /// - Parameter onError: Called when it did not work. It is tried again the next time: nothing depends on its being done now.
    package func run(onError: @Sendable (String) -> Void) async {
        while !Task.isCancelled {
            // Cancelled is what ends the loop.
            try? await Task.sleep(for: every)
            guard !Task.isCancelled else { return }
            do {
                try await onOwnThread { _ = try apply(at: Date()) }
            } catch {
                onError("\(error)")
            }
        }
    }

    /// Removes what may go now, and returns the position that was reached.
    @discardableResult
    func apply(at now: Date) throws(BusError) -> Position {
        let bus = try SQLiteEventBus(directory: installation.path)
        defer { bus.close() }
        let statistics = try bus.statistics()
        let wanted: Position =
            switch rule {
            case .messages(let count): statistics.last.subtractingSaturating(count)
            case .seconds(let age): try Self.last(before: now.addingTimeInterval(-age), statistics, on: bus)
            }
        return try bus.compact(upTo: max(0, wanted))
    }

    /// The last position before this time: a binary search. Messages stand nearly in the order of their times, and retention is
    /// no exact thing.
    private static func last(before time: Date, _ log: BusStatistics, on bus: SQLiteEventBus) throws(BusError) -> Position {
        var (low, high) = (log.compacted, log.last)
        while low < high {
            let middle = low + (high - low) / 2
            guard let message = try bus.read(after: middle, types: nil, limit: 1).messages.first else { return low }
            if message.envelope.time < time { low = message.position } else { high = middle }
        }
        return low
    }
}

/// How much of the log is kept: so many messages (`100000`), or what is not older than this (`90s`, `15m`, `1h`, `7d`).
package enum RetentionRule: Sendable, Hashable, ExpressibleByArgument {
    case messages(Int64)
    case seconds(Double)

    /// `nil` unless it is a whole number from 1 on, with a unit or without.
    package init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        if let unit = argument.last.flatMap({ units[$0] }) {
            guard let count = Int64(argument.dropLast()), (1...1_000_000_000).contains(count) else { return nil }
            self = .seconds(Double(count) * unit)
        } else {
            guard let count = Int64(argument), count > 0 else { return nil }
            self = .messages(count)
        }
    }
}
