import Foundation

/// Times as text, to the microsecond: Foundation's own style stops at the millisecond.
enum RFC3339 {
    /// In UTC, always with six digits: `2026-11-23T16:00:00.000000Z`.
    static func string(_ date: Date) -> String {
        let (seconds, fraction) = date.microsecondsSince1970.flooredQuotient(by: 1_000_000)
        let digits = String(fraction)
        let padded = String(repeating: "0", count: 6 - digits.count) + digits
        let whole = Date(microsecondsSince1970: seconds * 1_000_000).formatted(Date.ISO8601FormatStyle())
        return "\(whole.dropLast()).\(padded)Z"
    }

    /// Any RFC 3339 time, with or without a fraction, in any zone; `nil` if it is none. Digits after the sixth are dropped.
    static func date(_ text: String) -> Date? {
        var whole = text[...]
        var microseconds: Int64 = 0
        if let point = text.firstIndex(of: ".") {
            let digits = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
            guard let fraction = Int64(digits.prefix(6).padding(toLength: 6, withPad: "0", startingAt: 0)), !digits.isEmpty else {
                return nil
            }
            microseconds = fraction
            whole.removeSubrange(point..<digits.endIndex)
        }
        // It parses or it is no time: the reason is not needed.
        guard let date = try? Date.ISO8601FormatStyle().parse(String(whole)) else { return nil }
        return Date(microsecondsSince1970: date.microsecondsSince1970.addingSaturating(microseconds))
    }
}

extension Int64 {
    /// Quotient and remainder, rounded towards the past, so that a time before 1970 has a fraction like any other.
    fileprivate func flooredQuotient(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
