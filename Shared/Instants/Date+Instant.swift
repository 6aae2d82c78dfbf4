public import Foundation

// A `Date` counts seconds from 2001 in a Double: near today that resolves a tenth of a microsecond, so whole microseconds
// survive the way there and back. From 1970 they would only just.
private let referenceDateSince1970: Int64 = 978_307_200_000_000

/// Years 1 to 9999, as in RFC 3339: what lies beyond is no time that anybody meant, and does not fit where times go.
private let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

extension Date {
    /// The nearest whole microsecond, counted from 1970. A time before the year 1 or after 9999 counts as that end.
    public var microsecondsSince1970: Int64 {
        let counted = Int64(clampingFraction: timeIntervalSinceReferenceDate * 1_000_000)
        return counted.addingSaturating(referenceDateSince1970).held(in: range)
    }

    /// Takes any number, also one that a stranger wrote: what is before the year 1 or after 9999 becomes that end.
    public init(microsecondsSince1970 microseconds: Int64) {
        let microseconds = microseconds.held(in: range)
        self.init(timeIntervalSinceReferenceDate: Double(microseconds - referenceDateSince1970) / 1_000_000)
    }
}

extension Instant {
    /// The nearest microsecond.
    public init(_ date: Date) { self.init(microsecondsSince1970: date.microsecondsSince1970) }
}

extension Date {
    public init(_ instant: Instant) { self.init(microsecondsSince1970: instant.microsecondsSince1970) }

    /// The time that an RFC 3339 text names, read strictly; `nil` if it names none.
    public init?(timestamp text: some StringProtocol) {
        guard let instant = RFC3339.instant(text) else { return nil }
        self.init(instant)
    }

    /// In the form used in messages: `2026-11-23T16:00:00.123Z`.
    public var timestamp: String { Instant(self).description }
}

extension Int64 {
    /// The sum, or the end of the range that it would pass.
    public func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the end of the range that it would pass.
    public func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other < 0 ? .max : .min) : difference
    }

    fileprivate func held(in range: ClosedRange<Int64>) -> Int64 {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }

    /// The nearest whole number; 0 for what is no number at all.
    fileprivate init(clampingFraction value: Double) {
        let rounded = value.rounded()
        if let exact = Int64(exactly: rounded) { self = exact } else { self = value.isNaN ? 0 : value < 0 ? .min : .max }
    }
}
