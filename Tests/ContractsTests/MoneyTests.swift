import Contracts
import Testing

@Suite struct MoneyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var amount: Int
        var currency = "EUR"
        var error: MoneyError?
        var testDescription: String { "\(amount) \(currency)" }
    }

    @Test(arguments: [
        Case(amount: 0), Case(amount: 1), Case(amount: Money.limit), Case(amount: 1, currency: "JPY"),
        Case(amount: 1, currency: "AAA", error: .notACurrency), Case(amount: 1, currency: "XXX", error: .notACurrency),
        Case(amount: 1, currency: "XAU", error: .notACurrency),
        Case(amount: -1, error: .amountOutOfRange), Case(amount: .min, error: .amountOutOfRange),
        Case(amount: Money.limit + 1, error: .amountOutOfRange), Case(amount: .max, error: .amountOutOfRange),
        Case(amount: 1, currency: "", error: .notACurrency), Case(amount: 1, currency: "EU", error: .notACurrency),
        Case(amount: 1, currency: "EURO", error: .notACurrency), Case(amount: 1, currency: "eur", error: .notACurrency),
        Case(amount: 1, currency: "E1R", error: .notACurrency), Case(amount: 1, currency: "É!", error: .notACurrency),
    ])
    func `an amount is 0 to the limit, in a currency that there is`(_ row: Case) {
        let result = Result { () throws(MoneyError) in try Money(amount: row.amount, currency: row.currency) }
        switch result {
        case .success(let money): #expect(row.error == nil && money.amount == row.amount && money.currency == row.currency)
        case .failure(let error): #expect(error == row.error)
        }
    }

    @Test func `amounts of one currency are added`() throws {
        let sum = try Money(amount: 1_250, currency: "EUR") + Money(amount: 49, currency: "EUR")
        #expect(sum == (try Money(amount: 1_299, currency: "EUR")))
    }

    @Test func `amounts of different currencies are not added`() throws {
        let (euros, dollars) = (try Money(amount: 1, currency: "EUR"), try Money(amount: 1, currency: "USD"))
        #expect(throws: MoneyError.currenciesDiffer) { try euros + dollars }
    }

    @Test func `a sum beyond the limit is an error`() throws {
        let (most, cent) = (try Money(amount: Money.limit, currency: "EUR"), try Money(amount: 1, currency: "EUR"))
        #expect(throws: MoneyError.amountOutOfRange) { try most + cent }
        #expect(try (most + Money(amount: 0, currency: "EUR")) == most)
    }

    @Test func `a price times a quantity is exact, or an error beyond the limit`() throws {
        let price = try Money(amount: 1_000_000_000, currency: "EUR")
        #expect(try (price * 1_000_000).amount == Money.limit)
        #expect(throws: MoneyError.amountOutOfRange) { try Money(amount: 1_000_000_001, currency: "EUR") * 1_000_000 }
        // 10^15 times 10^6 is more than 2^63: this one would overflow, not only pass the limit.
        #expect(throws: MoneyError.amountOutOfRange) { try Money(amount: Money.limit, currency: "EUR") * 1_000_000 }
    }

    @Test(arguments: [
        (0, "EUR", "0.00 EUR"), (5, "EUR", "0.05 EUR"), (1_250, "EUR", "12.50 EUR"), (100_000, "EUR", "1000.00 EUR"),
        (10_000, "JPY", "10000 JPY"), (0, "JPY", "0 JPY"), (1_250, "KWD", "1.250 KWD"), (7, "KWD", "0.007 KWD"),
        (12_345, "CLF", "1.2345 CLF"), (Money.limit, "EUR", "10000000000000.00 EUR"),
    ])
    func `an amount is shown with as many decimals as its currency has`(amount: Int, currency: String, text: String) throws {
        #expect("\(try Money(amount: amount, currency: currency))" == text)
    }

    @Test(arguments: [
        (Int.max, "EUR", "92233720368547758.07 EUR"), (.min, "JPY", "-9223372036854775808 JPY"), (-5, "EUR", "-0.05 EUR"),
        (7, "X", "7 X"),
    ])
    func `a sum beyond the limit is shown all the same`(amount: Int, currency: String, text: String) {
        #expect(Money.text(amount, currency) == text)
    }
}
