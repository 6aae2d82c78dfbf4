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
        ("-1", "is negative"), ("2,55", "is no price such as 2.55"), ("", "is no price such as 2.55"),
        (".", "is no price such as 2.55"),
        (".5", "is no price such as 2.55"), ("5.", "is no price such as 2.55"), ("1e3", "is no price such as 2.55"),
        ("NaN", "is no price such as 2.55"), ("1.005", "has more than two decimals"),
        ("99999999999999999999", "is beyond the largest amount"),
    ])
    func `what is no price is refused with its reason`(text: String, reason: String) {
        #expect(throws: PriceParser.Failure(reason: reason)) { try PriceParser.minorUnits(text) }
    }
}
