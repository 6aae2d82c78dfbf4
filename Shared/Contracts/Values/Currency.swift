/// The currencies of ISO 4217, and how many decimals an amount of each has: the exponent of its minor unit.
///
/// Without what is no money to pay with: metals, bond market units, units of account, testing (`XAU`, `XBA`, `XDR`, `XTS`, `XXX`, ...), which have
/// no minor unit. With codes that left the list lately, so that orders of before can be read (HRK, SLL, ANG, CUC, ZWL).
///
/// Source: ISO 4217 maintenance agency, list one, https://www.six-group.com/en/products-services/financial-information/data-standards.html
public enum Currency {
    /// How many decimals an amount has: 2 for EUR, 0 for JPY, 3 for KWD; `nil` for a code that is not in the list.
    public static func exponent(of code: String) -> Int? {
        guard let index = index(of: code), table[index] >= 0 else { return nil }
        return Int(table[index])
    }

    /// All codes, in their order.
    public static let codes = codesByExponent.flatMap { $0.codes.split(separator: " ").map(String.init) }.sorted()

    private static let codesByExponent: [(exponent: Int8, codes: String)] = [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (
            2,
            """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY \
            COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS \
            INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD \
            NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP \
            SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL
            """
        ),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ]

    /// The exponent at each of the 26 x 26 x 26 codes, -1 for none: money is read and written with every message.
    private static let table: [Int8] = {
        var table = [Int8](repeating: -1, count: 26 * 26 * 26)
        for (exponent, codes) in codesByExponent {
            for code in codes.split(whereSeparator: \.isWhitespace) {
                if let index = index(of: String(code)) { table[index] = exponent }
            }
        }
        return table
    }()

    /// `nil` for anything but three capital letters.
    private static func index(of code: String) -> Int? {
        guard code.utf8.count == 3 else { return nil }
        var index = 0
        for byte in code.utf8 {
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { return nil }
            index = index * 26 + Int(byte - UInt8(ascii: "A"))
        }
        return index
    }
}
