import Contracts
import Foundation
import Testing

struct CurrencyTests {
    /// Debian's `iso-codes`, which `.ci/run` installs.
    private static let published = "/usr/share/iso-codes/json/iso_4217.json"
    /// What ISO 4217 lists without a minor unit: metals, units of account, testing.
    private static let withoutMinorUnit: Set = [
        "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX",
    ]
    /// Codes that came after the oldest list that a Debian of today has.
    private static let later: Set = ["XCG", "ZWG"]

    @Test(.enabled(if: FileManager.default.fileExists(atPath: published), "install iso-codes to compare with the published list"))
    func `the currencies are those of the published list that have a minor unit`() throws {
        let lists = try JSONDecoder().decode(
            [String: [[String: String]]].self, from: Data(contentsOf: URL(filePath: Self.published)))
        let listed = Set(try #require(lists["4217"]).compactMap { $0["alpha_3"] }).subtracting(Self.withoutMinorUnit)
        let left = Set(["ANG", "CUC", "HRK", "SLL", "ZWL", "BGN"])
        #expect(Set(Currency.codes).subtracting(listed).subtracting(left).isSubset(of: Self.later))
        #expect(listed.isSubset(of: Currency.codes))
    }

    @Test(arguments: [
        ("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("CLP", 0), ("KWD", 3), ("BHD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4),
    ])
    func `the exponent belongs to the currency`(code: String, decimals: Int) {
        #expect(Currency.exponent(of: code) == decimals)
    }

    @Test(arguments: ["", "EU", "EURO", "eur", "E1R", "XXX", "XAU", "ABC", "É€"])
    func `what is no currency has none`(code: String) { #expect(Currency.exponent(of: code) == nil) }
}
