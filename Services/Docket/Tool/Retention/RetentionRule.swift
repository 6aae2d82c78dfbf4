import ArgumentParser

/// How much of the log is kept: so many messages (`100000`), or what is not older than this (`90s`, `15m`, `1h`, `7d`).
enum RetentionRule: Sendable, Hashable, ExpressibleByArgument {
    case messages(Int64)
    case seconds(Double)

    /// `nil` unless it is a whole number from 1 on, with a unit or without.
    init?(argument: String) {
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
