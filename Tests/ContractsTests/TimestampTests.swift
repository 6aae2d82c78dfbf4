import CompactJSON
import Contracts
import Foundation
import Testing

@Suite struct TimestampTests {
    private func read(_ text: String) throws -> Date {
        try MessageCoding.decode(Date.self, from: Data("\"\(text)\"".utf8))
    }

    private func written(_ date: Date) throws -> String {
        String(decoding: try MessageCoding.encode(date), as: UTF8.self)
    }

    /// Binary fractions of a second are seldom exact: cut off instead of rounded, half of these would lose a millisecond.
    @Test func `a time keeps its milliseconds, however often it is read and written`() throws {
        for millisecond in 0..<1_000 {
            let text = "2026-11-23T16:00:00.\(String(millisecond + 1_000).dropFirst())Z"
            #expect(try written(read(text)) == "\"\(text)\"")
        }
    }

    struct Instant: Sendable, CustomTestStringConvertible {
        var text: String
        var seconds: Double
        var testDescription: String { text }
    }

    @Test(arguments: [
        Instant(text: "1970-01-01T00:00:00Z", seconds: 0),
        Instant(text: "1970-01-01t00:00:01.5z", seconds: 1.5),
        Instant(text: "1970-01-01T00:00:00.250Z", seconds: 0.25),
        Instant(text: "1970-01-01T00:00:00.000250Z", seconds: 0.000_25),
        Instant(text: "1970-01-01T00:00:00.999999999999Z", seconds: 0.999_999),
        Instant(text: "1970-01-01T01:00:00+01:00", seconds: 0),
        Instant(text: "1969-12-31T18:30:00.500-05:30", seconds: 0.5),
        Instant(text: "1969-12-31T23:59:59Z", seconds: -1),
        Instant(text: "2000-02-29T12:00:00Z", seconds: 951_825_600),
        Instant(text: "2016-12-31T23:59:60Z", seconds: 1_483_228_800),
        Instant(text: "2024-12-31T23:59:59.875Z", seconds: 1_735_689_599.875),
        Instant(text: "0001-01-01T00:00:00Z", seconds: -62_135_596_800),
        Instant(text: "9999-12-31T00:00:00Z", seconds: 253_402_214_400),
    ])
    func `a time is read in every form of RFC 3339`(_ row: Instant) throws {
        #expect((try read(row.text).timeIntervalSince1970 - row.seconds).magnitude < 0.000_001)
    }

    @Test func `every month of 400 years has its days and follows the one before`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        var end = try read("1799-12-31T00:00:00Z")
        for number in 0..<4_800 {
            let month = "\(1_800 + number / 12)-\(String(101 + number % 12).dropFirst())"
            let first = try read("\(month)-01T00:00:00Z")
            let days = try #require(calendar.range(of: .day, in: .month, for: first)).count
            #expect(first.timeIntervalSince(end) == 86_400)
            end = try read("\(month)-\(days)T00:00:00Z")
            #expect(end.timeIntervalSince(first) == Double(days - 1) * 86_400)
            #expect(throws: DecodingError.self) { try read("\(month)-\(days + 1)T00:00:00Z") }
        }
    }

    @Test(arguments: [
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+24:00", "2026-01-01 00:00:00Z", "2026-1-1T00:00:00Z",
        "+2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00ZZ", "2026M01-01T00:00:00Z", "2026-01-01T00Z00:00Z", "２026-01-01T00:00:00Z", "",
    ])
    func `what the calendar does not have is no time`(text: String) {
        #expect(throws: DecodingError.self) { try read(text) }
    }
}
