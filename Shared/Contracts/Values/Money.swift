/// An amount of money in integer minor units (cents; whole yen; thousandths of a dinar), never negative, with its ISO 4217 currency.
///
/// Arithmetic is checked: it throws ``MoneyError`` instead of overflowing or mixing currencies.
public struct Money: Sendable, Hashable {
    /// Largest amount this system takes: 10^15 minor units.
    public static let limit = 1_000_000_000_000_000
    /// Minor units, such as cents: 0 to ``limit``.
    public let amount: Int
    /// A code of ISO 4217; see ``Currency``.
    public let currency: String

    public init(amount: Int, currency: String) throws(MoneyError) {
        guard (0...Self.limit).contains(amount) else { throw .amountOutOfRange }
        guard Currency.exponent(of: currency) != nil else { throw .notACurrency }
        self.amount = amount
        self.currency = currency
    }

    /// The sum of two amounts of one currency.
    public static func + (left: Money, right: Money) throws(MoneyError) -> Money {
        guard left.currency == right.currency else { throw .currenciesDiffer }
        let (sum, overflow) = left.amount.addingReportingOverflow(right.amount)
        guard !overflow else { throw .amountOutOfRange }
        return try Money(amount: sum, currency: left.currency)
    }

    /// The price of so many units.
    public static func * (price: Money, quantity: Quantity) throws(MoneyError) -> Money {
        let (product, overflow) = price.amount.multipliedReportingOverflow(by: quantity.rawValue)
        guard !overflow else { throw .amountOutOfRange }
        return try Money(amount: product, currency: price.currency)
    }
}

/// Why something is no amount of money. The raw value is for people.
public enum MoneyError: String, Error, Sendable {
    case amountOutOfRange = "an amount is 0 to 10^15 minor units"
    case notACurrency = "a currency is a code of ISO 4217, such as EUR"
    case currenciesDiffer = "amounts of different currencies cannot be added"
}

extension Money: CustomStringConvertible {
    /// For people: `12.50 EUR`, `1250 JPY`, `1.250 KWD`. The system of record is ``amount``.
    public var description: String { Self.text(amount, currency) }

    /// The same of a sum, which may be beyond ``limit``.
    public static func text(_ amount: Int, _ currency: String) -> String {
        let decimals = Currency.exponent(of: currency) ?? 0
        guard decimals > 0 else { return "\(amount) \(currency)" }
        let digits = String(amount.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(amount < 0 ? "-" : "")\(padded.dropLast(decimals)).\(padded.suffix(decimals)) \(currency)"
    }
}

extension Money: Codable {
    enum CodingKeys: String, CodingKey { case amount, currency }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            self = try Money(
                amount: container.decode(Int.self, forKey: .amount),
                currency: container.decode(String.self, forKey: .currency))
        } catch let error as MoneyError {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.rawValue))
        }
    }
}
