@testable import DocketLoad
import Testing

struct PriceParserTests {
    @Test(arguments: [
        ("2.55", 255), ("2", 200), ("2.5", 250), ("0.01", 1), ("0", 0), ("2.5500", 255), ("1234567.89", 123_456_789),
        // 2.55 and 1.15 are the ones a Double gets wrong when it is multiplied by 100.
        ("1.15", 115), ("0.29", 29), ("1.10", 110), ("4.35", 435),
    ])
    func `a decimal price is exact in minor units`(text: String, amount: Int) throws {
        #expect(try PriceParser.minorUnits(text) == amount)
    }

    @Test(arguments: [
        ("-1", "is negative"), ("2,55", "is no price such as 2.55; with ',' before the decimals, give --decimal ','"),
        ("1,234.50", "has thousands parted by ','; export it as 2.55"), ("$2.55", "is no price such as 2.55"),
        ("", "is no price such as 2.55"),
        (".", "is no price such as 2.55"),
        (".5", "is no price such as 2.55"), ("5.", "is no price such as 2.55"), ("1e3", "is no price such as 2.55"),
        ("NaN", "is no price such as 2.55"), ("1.005", "has more than 2 decimals"),
        ("99999999999999999999", "is beyond the largest amount"),
    ])
    func `what is no price is refused with its reason`(text: String, reason: String) {
        #expect(throws: PriceParser.Failure(reason: reason)) { try PriceParser.minorUnits(text) }
    }

    @Test(arguments: [
        ("10000", 0, 10_000), ("10000.00", 0, 10_000), ("1.250", 3, 1_250), ("1.255", 3, 1_255), ("7", 3, 7_000),
        ("1.2345", 4, 12_345),
    ])
    func `the decimals are those of the currency`(text: String, decimals: Int, amount: Int) throws {
        #expect(try PriceParser.minorUnits(text, decimals: decimals) == amount)
    }

    @Test func `a comma may stand before the decimals`() throws {
        #expect(try PriceParser.minorUnits("2,55", mark: ",") == 255)
        #expect(throws: PriceParser.Failure.self) { try PriceParser.minorUnits("1.234,50", mark: ",") }
    }
}
