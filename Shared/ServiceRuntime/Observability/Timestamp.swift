import Foundation

/// Writes times as RFC 3339 in UTC with microseconds: `2026-11-23T16:00:00.123456Z`. For years 1970 to 9999.
enum Timestamp {
    static func append(_ date: Date, to buffer: inout [UInt8]) {
        let microseconds = max(0, Int64((date.timeIntervalSince1970 * 1_000_000).rounded(.down)))
        let seconds = Int(microseconds / 1_000_000)
        let (year, month, day) = civil(daysSince1970: seconds / 86400)
        append(year, digits: 4, to: &buffer)
        append(month, digits: 2, after: "-", to: &buffer)
        append(day, digits: 2, after: "-", to: &buffer)
        append(seconds / 3600 % 24, digits: 2, after: "T", to: &buffer)
        append(seconds / 60 % 60, digits: 2, after: ":", to: &buffer)
        append(seconds % 60, digits: 2, after: ":", to: &buffer)
        append(Int(microseconds % 1_000_000), digits: 6, after: ".", to: &buffer)
        buffer.append(UInt8(ascii: "Z"))
    }

    // Eras of 400 years have the same number of days; years start in March so that the leap day comes last.
    // The method is Howard Hinnant's `civil_from_days`.
    private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func append(_ number: Int, digits: Int, after separator: Unicode.Scalar? = nil, to buffer: inout [UInt8]) {
        if let separator { buffer.append(UInt8(ascii: separator)) }
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
