@testable import DocketCommandLine
@testable import DocketLoad
import Testing

/// When orders were placed.
struct OrderTimeTests {
    @Test(arguments: [
        "2026-01-02", "2026-01-02 10:00", "2026-01-02 10:00:00 +0100", "2026-01-02T10:00:00Z", "2026-01-02T10:00:00.123+01:00",
        "31.01.2026",
        "31.1.2026 9:05", "2026-01-02 10:00:00 UTC", "1/31/2026 10:00",
    ])
    func `times are taken as shops write them`(text: String) { #expect(OrderTime(text) != nil) }

    @Test(arguments: [
        "banana", "2026", "2026-13-01", "2026-02-30", "32.01.2026", "2026-01-02 25:00", "2026-01-02 10", "20260102", "2026-1-2",
    ])
    func `what is no time is none`(text: String) { #expect(OrderTime(text) == nil) }

    private static let header = "order,customer,sku,qty,unit_price,ordered_at\n"

    @Test func `all dates of a file with slashes say which number is the day`() throws {
        #expect(try readCSV(Self.header + "1,C,A,1,1,1/2/2026\n2,C,A,1,1,1/31/2026 8:26\n").orders.count == 2)
        #expect(try readCSV(Self.header + "1,C,A,1,1,1/2/2026\n2,C,A,1,1,31/1/2026\n").orders.count == 2)
    }

    @Test func `where they do not, the file is refused until it is said`() throws {
        let text = Self.header + "1,C,A,1,1,1/2/2026\n"
        let failure = #expect(throws: ToolFailure.self) { try readCSV(text) }
        #expect(failure?.status == .badData && failure?.message.contains("--dates dmy") == true)
        var options = FileOptions()
        options.dates = .dayFirst
        #expect(try readCSV(text, options).orders.count == 1)
    }
}
