import Contracts
@testable import DocketCommandLine
@testable import DocketLoad
import Foundation
import Testing

struct CSVOrderSourceTests {
    private static let header = "order,customer,sku,qty,unit_price,ordered_at\n"

    @Test func `rows of an order need not stand together`() throws {
        let items = try read(
            Self.header + "1,C-1,MUG,2,12.50,2026-11-01\n2,C-2,LAMP,1,30,2026-11-01\n1,C-1,PEN,3,0.99,2026-11-01\n")
        #expect(items.leftOut.isEmpty)
        #expect(items.orders.map(\.number) == ["2", "1"])
        #expect(
            items.orders.last?.order.items == [
                OrderItem(sku: "MUG", quantity: 2, unitPrice: try Money(amount: 1250, currency: "EUR")),
                OrderItem(sku: "PEN", quantity: 3, unitPrice: try Money(amount: 99, currency: "EUR")),
            ])
    }

    @Test func `columns may stand in any order, and others beside them`() throws {
        let items = try read("Ordered_At,note,QTY,sku,customer,unit_price,order\n2026-01-02,hi,1,MUG,C-1,5.00,7\n")
        #expect(items.orders.map(\.number) == ["7"])
        #expect(items.orders.first?.order.customerId == "C-1")
    }

    @Test(arguments: [
        ("1,C-1,MUG,0,1.00,", "qty 0 is not 1 to 1,000,000"),
        ("1,C-1,MUG,-2,1.00,", "qty -2 is not 1 to 1,000,000"),
        ("1,C-1,MUG,2.5,1.00,", "qty '2.5' is no whole number"),
        ("1,C-1,MUG,\"1,000\",1.00,", "qty '1,000' is no whole number"),
        ("1,C-1,MUG,\u{660}\u{661},1.00,", "qty '\u{660}\u{661}' is no whole number"),
        ("1,C-1,MUG,1,free,", "unit_price 'free' is no price such as 2.55"),
        ("1,C-1,MUG,1,-1.00,", "unit_price '-1.00' is negative"),
        ("1,C-1,MUG,1,2.555,", "unit_price '2.555' has more than 2 decimals"),
        ("1,C-1,,1,1.00,", "sku is missing"),
        ("1,C-1,MUG,1,1.00", "has 5 fields, the header 6"),
        ("1,C-1,MUG,1,1.00,,x", "has 7 fields, the header 6"),
        ("1,C-1,M\u{200B}G,1,1.00,", "sku 'M\\u{200B}G' is not \(SKU.rule)"),
        ("1,C-2,MUG,1,1.00,", "order 1 belongs to customer C-1 since line 2"),
        ("1,C-1,MUG,1,1.00,banana", "ordered_at 'banana' is no time such as 2026-01-31 10:00"),
        ("1,C-1,MUG,1,1.00,2026-02-30", "ordered_at '2026-02-30' is no time such as 2026-01-31 10:00"),
        ("1,C-1,\"MUG,1,1.00,", "a quote is never closed"),
    ])
    func `an order with a bad row is left out whole, and the others are sent`(row: String, reason: String) throws {
        let items = try read(Self.header + "1,C-1,PEN,1,1.00,\n\(row)\n1,C-1,CUP,1,1.00,\n2,C-1,CUP,1,1.00,\n")
        #expect(items.leftOut.map(\.number) == ["1"])
        #expect(items.leftOut.first?.badRows == [BadRow(line: 3, reason: reason)])
        #expect(items.orders.map(\.number) == ["2"])
    }

    @Test func `all bad rows of an order are reported, and its rows kept as they are`() throws {
        let items = try read(Self.header + "1,C-1,PEN,0,1.00,\n2,C-1,CUP,1,1.00,\n1,C-9,CUP,1,free,\n")
        let order = try #require(items.leftOut.first)
        #expect(order.badRows.map(\.line) == [2, 4])
        #expect(order.rows.map { String(decoding: $0.text, as: UTF8.self) } == ["1,C-1,PEN,0,1.00,\n", "1,C-9,CUP,1,free,\n"])
    }

    @Test func `a row without an order's number belongs to none`() throws {
        let items = try read(Self.header + "1,C-1,PEN,1,1.00,\n,,,,total 1.00,\n")
        #expect(items.orders.map(\.number) == ["1"])
        #expect(items.leftOut.map(\.number) == [nil])
        #expect(items.badRows == [BadRow(line: 3, reason: "order is missing, so the row belongs to none")])
    }

    @Test func `customer, time and currency may be blank on further rows`() throws {
        let items = try read(
            "order,customer,sku,qty,unit_price,ordered_at,currency\n#1001,C-77,MUG,2,10.00,2026-01-02 10:00:00 +0100,USD\n#1001,,CUP,1,5.50,,\n"
        )
        #expect(items.orders.map { $0.order.items.map(\.unitPrice.amount) } == [[1000, 550]])
        #expect(items.orders.first?.order.items.allSatisfy { $0.unitPrice.currency == "USD" } == true)
        #expect(try read(Self.header + "1,,MUG,1,1.00,\n").badRows == [BadRow(line: 2, reason: "customer is missing")])
    }

    @Test(arguments: [("USD", "10.00", 1000), ("JPY", "10000", 10_000), ("KWD", "1.255", 1255), ("", "10.00", 1000)])
    func `the currency is the row's`(currency: String, price: String, amount: Int) throws {
        let items = try read("order,customer,sku,qty,unit_price,currency\n1,C-1,MUG,1,\(price),\(currency)\n")
        let money = try Money(amount: amount, currency: currency.isEmpty ? "EUR" : currency)
        #expect(items.orders.first?.order.items.first?.unitPrice == money)
    }

    @Test(arguments: ["XXX", "eur", "ABC", "€"])
    func `a code that is no currency is refused`(code: String) throws {
        let items = try read("order,customer,sku,qty,unit_price,currency\n1,C-1,MUG,1,1.00,\(code)\n")
        #expect(items.badRows == [BadRow(line: 2, reason: "currency '\(code)' is no code of ISO 4217")])
    }

    @Test func `an order has one currency`() throws {
        let items = try read("order,customer,sku,qty,unit_price,currency\n1,C,A,1,1.00,USD\n1,C,B,1,1.00,EUR\n")
        #expect(items.orders.isEmpty)
        #expect(items.badRows == [BadRow(line: 3, reason: "order 1 is in USD; an order has one currency")])
    }

    @Test func `names are those that shops have`() throws {
        let skus = ["MUG:RED", "A&B", "SHIRT(L)", "16-=", "½ inch", "Größe"]
        let rows = skus.enumerated().map { "E\($0.offset),ada@example.com,\($0.element),1,1.00,\n" }.joined()
        let items = try read(Self.header + rows + "#1001,O'Brien,MUG,1,1.00,\n")
        #expect(items.orders.flatMap { $0.order.items.map(\.sku.rawValue) } == skus + ["MUG"])
        #expect(items.orders.map(\.order.customerId).contains("O'Brien"))
    }

    @Test func `texts are brought to one form`() throws {
        let items = try read(Self.header + "1,C-1,a\u{308},1,1.00,\n")
        #expect(items.orders.first?.order.items.first?.sku == SKU("\u{E4}"))
    }

    @Test func `an order has as many lines as the service takes`() throws {
        func rows(_ count: Int) -> String { (1...count).map { "1,C-1,SKU-\($0),1,1.00," }.joined(separator: "\n") }
        #expect(try read(Self.header + rows(500)).orders.first?.order.items.count == 500)
        let items = try read(Self.header + rows(501))
        #expect(items.orders.isEmpty)
        #expect(items.badRows == [BadRow(line: 2, reason: "order 1 has 501 lines, and an order takes 500 at most")])
    }

    @Test func `a quote over two lines moves the numbers of the rows after it`() throws {
        let items = try read("order,customer,sku,qty,unit_price,note\n1,C-1,PEN,1,1.00,\"a\nb\"\n2,C-1,CUP,0,1.00,t\n")
        #expect(items.badRows.map(\.line) == [4])
    }

    @Test func `every SKU of a good row is known before the first order`() throws {
        let source = try source(Self.header + "1,C,B,1,1,\n2,C,A,1,1,\n3,C,BAD,0,1,\n")
        #expect(source.skus == ["A", "B"])
        #expect(source.count == 3)
    }

    @Test(arguments: [
        ("order,customer,sku,qty,ordered_at\n", "the header has no column unit_price"),
        ("order;customer;sku\n", "the header has no column qty, unit_price"),
        ("", "has no header"),
        ("order,customer,sku,qty,qty,unit_price\n", "the column 'qty' is there twice"),
        ("Handle,Title,Vendor\n", "no export of shopify, woocommerce, magento"),
    ])
    func `an unusable header is refused as a whole`(text: String, reason: String) throws {
        let failure = #expect(throws: ToolFailure.self) { try source(text) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(reason) == true)
    }
}

/// The orders of a file with this text.
private func source(_ text: String, _ options: FileOptions = FileOptions()) throws -> CSVOrderSource {
    // The open descriptor keeps the content after the directory is gone.
    let directory = try TemporaryDirectory()
    return try CSVOrderSource(path: directory.write(text, to: "orders.csv"), options: options)
}

private func read(_ text: String, _ options: FileOptions = FileOptions()) throws -> Drained {
    var source = try source(text, options)
    return try drain(&source)
}

/// Everything a source gives, in order.
struct Drained {
    var orders: [LoadOrder] = []
    var leftOut: [LeftOut] = []
    var badRows: [BadRow] { leftOut.flatMap(\.badRows) }
}

func drain(_ source: inout some OrderSource) throws -> Drained {
    var drained = Drained()
    while let item = try source.next() {
        switch item {
        case .order(let order): drained.orders.append(order)
        case .leftOut(let order): drained.leftOut.append(order)
        }
    }
    return drained
}

/// Exports as shops make them.
struct ShopExportTests {
    @Test func `Shopify leaves an order's fields blank on its further lines`() throws {
        let text = """
            Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku
            #1001,ada@example.com,paid,USD,2026-01-02 10:00:00 +0100,2,Mug,10.00,MUG
            #1001,,,,,1,Cup,5.50,CUP
            #1002,bob@example.com,paid,USD,2026-01-03 09:00:00 +0100,1,Cup,5.50,CUP

            """
        let items = try read(text)
        #expect(items.leftOut.isEmpty)
        #expect(
            items.orders.map { $0.order.items.map { "\($0.quantity) \($0.sku) \($0.unitPrice)" } } == [
                ["2 MUG 10.00 USD", "1 CUP 5.50 USD"], ["1 CUP 5.50 USD"],
            ])
        #expect(items.orders.map(\.order.customerId) == ["ada@example.com", "bob@example.com"])
    }

    @Test func `WooCommerce has several items in one cell`() throws {
        let text = """
            order_id,order_number,date,order_currency,billing_email,line_items
            17,2017,2026-01-02 10:00:00,EUR,ada@example.com,id:1|name:Mug|sku:MUG|quantity:2|subtotal:20.00|total:20.00;id:2|name:Cup|sku:CUP|quantity:1|total:5.50
            18,2018,2026-01-02 10:00:00,EUR,ada@example.com,id:3|name:Mug|sku:MUG|quantity:3|total:10.00

            """
        let items = try read(text)
        #expect(items.orders.map(\.number) == ["2017"])
        #expect(
            items.orders.first?.order.items.map { "\($0.quantity) \($0.sku) \($0.unitPrice)" } == [
                "2 MUG 10.00 EUR", "1 CUP 5.50 EUR",
            ])
        #expect(items.badRows.map(\.reason) == ["the total 10.00 of an item is no multiple of its quantity 3"])
    }

    @Test func `Magento writes quantities and prices with four decimals`() throws {
        let text = """
            increment_id,created_at,customer_email,sku,qty_ordered,price,order_currency_code
            000000012,2026-01-02 10:00:00,ada@example.com,MUG,2.0000,10.0000,EUR

            """
        #expect(try read(text).orders.first?.order.items.map { "\($0.quantity) \($0.unitPrice)" } == ["2 10.00 EUR"])
    }

    @Test func `titles can be said`() throws {
        var options = FileOptions()
        options.titles = ColumnTitles(argument: "order=Beleg,customer=Kunde,sku=\"Artikel, Nr.\",qty=Menge,unit_price=Preis")
        let items = try read("Beleg;Kunde;\"Artikel, Nr.\";Menge;Preis\nA1;C-1;MUG;1;2,55\n", options)
        #expect(items.orders.first?.order.items.map { "\($0.sku) \($0.unitPrice)" } == ["MUG 2.55 EUR"])
        #expect(ColumnTitles(argument: "price=x") == nil && ColumnTitles(argument: "order") == nil)
    }

    @Test(arguments: [
        ("order;customer;sku;qty;unit_price\nS1;C-1;MUG;1;2,55\n"),
        ("order\tcustomer\tsku\tqty\tunit_price\nA1\tC-1\tMUG\t1\t2.55\n"),
        ("order,customer,sku,qty,unit_price\rX1,C-1,MUG,1,2.55\r"), ("order|customer|sku|qty|unit_price\nX1|C-1|MUG|1|2.55"),
    ])
    func `what parts fields and lines is found out`(text: String) throws {
        #expect(try read(text).orders.first?.order.items.map { "\($0.sku) \($0.unitPrice)" } == ["MUG 2.55 EUR"])
    }
}

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
        #expect(try read(Self.header + "1,C,A,1,1,1/2/2026\n2,C,A,1,1,1/31/2026 8:26\n").orders.count == 2)
        #expect(try read(Self.header + "1,C,A,1,1,1/2/2026\n2,C,A,1,1,31/1/2026\n").orders.count == 2)
    }

    @Test func `where they do not, the file is refused until it is said`() throws {
        let text = Self.header + "1,C,A,1,1,1/2/2026\n"
        let failure = #expect(throws: ToolFailure.self) { try read(text) }
        #expect(failure?.status == .badData && failure?.message.contains("--dates dmy") == true)
        var options = FileOptions()
        options.dates = .dayFirst
        #expect(try read(text, options).orders.count == 1)
    }
}

/// The bytes of a file.
struct TextEncodingTests {
    private static let rows = "order,customer,sku,qty,unit_price\nÄ-1,C-1,MUG,1,2.55\nÖ-1,C-1,MUG,2,3.55\n"
    private static var latin1: [UInt8] { rows.unicodeScalars.map { UInt8($0.value) } }

    private static func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
        ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
            bigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
    }

    private func numbers(_ bytes: [UInt8], _ encoding: TextEncoding) throws -> [String] {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "orders.csv")
        try Data(bytes).write(to: file)
        var options = FileOptions()
        options.encoding = encoding
        var source = try CSVOrderSource(path: file.path, options: options)
        return try drain(&source).orders.map(\.number)
    }

    @Test func `Latin-1 is read when it is said`() throws {
        #expect(try numbers(Self.latin1, .latin1) == ["Ä-1", "Ö-1"])
    }

    @Test func `and else refused, with the line and the byte`() throws {
        let failure = #expect(throws: ToolFailure.self) { try numbers(Self.latin1, .auto) }
        #expect(failure?.status == .badData)
        #expect(failure?.message.contains("orders.csv:2: byte 1 of the line (0xC4) is no text in UTF-8") == true)
        #expect(failure?.message.contains("--encoding latin-1") == true)
    }

    @Test(arguments: [(true, true), (false, true), (true, false), (false, false)])
    func `UTF-16 is known by its mark or its zeros`(bigEndian: Bool, mark: Bool) throws {
        let bytes = Self.utf16(Self.rows + "\u{1F419},C,MUG,1,1\n", bigEndian: bigEndian, mark: mark)
        #expect(try numbers(bytes, .auto) == ["Ä-1", "Ö-1", "\u{1F419}"])
        let failure = #expect(throws: ToolFailure.self) { try numbers(bytes, .utf8) }
        #expect(failure?.message.contains("UTF-16; read it with --encoding utf-16") == true)
    }

    @Test func `half a letter at the end is an error`() throws {
        #expect(throws: ToolFailure.self) { try numbers(Array(Self.rows.utf8) + [0xC3], .auto) }
        #expect(throws: ToolFailure.self) { try numbers(Self.utf16(Self.rows, bigEndian: true, mark: true) + [0xD8], .auto) }
    }

    @Test func `letters that lie across two pieces of the file are whole`() throws {
        let text = "order,customer,sku,qty,unit_price\n" + (0..<20_000).map { "ä\($0),C,MÜG,1,1\n" }.joined()
        #expect(try numbers(Array(text.utf8), .auto).count == 20_000)
        #expect(try numbers(Self.utf16(text, bigEndian: false, mark: true), .auto).count == 20_000)
    }
}
