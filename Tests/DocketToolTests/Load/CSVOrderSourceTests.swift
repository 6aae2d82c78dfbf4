import Contracts
@testable import DocketCommandLine
@testable import DocketLoad
import Testing

struct CSVOrderSourceTests {
    private static let header = "order,customer,sku,qty,unit_price,ordered_at\n"

    @Test func `rows of an order need not stand together`() throws {
        let items = try readCSV(
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
        let items = try readCSV("Ordered_At,note,QTY,sku,customer,unit_price,order\n2026-01-02,hi,1,MUG,C-1,5.00,7\n")
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
        let items = try readCSV(Self.header + "1,C-1,PEN,1,1.00,\n\(row)\n1,C-1,CUP,1,1.00,\n2,C-1,CUP,1,1.00,\n")
        #expect(items.leftOut.map(\.number) == ["1"])
        #expect(items.leftOut.first?.badRows == [BadRow(line: 3, reason: reason)])
        #expect(items.orders.map(\.number) == ["2"])
    }

    @Test func `all bad rows of an order are reported, and its rows kept as they are`() throws {
        let items = try readCSV(Self.header + "1,C-1,PEN,0,1.00,\n2,C-1,CUP,1,1.00,\n1,C-9,CUP,1,free,\n")
        let order = try #require(items.leftOut.first)
        #expect(order.badRows.map(\.line) == [2, 4])
        #expect(order.rows.map { String(decoding: $0.text, as: UTF8.self) } == ["1,C-1,PEN,0,1.00,\n", "1,C-9,CUP,1,free,\n"])
    }

    @Test func `a row without an order's number belongs to none`() throws {
        let items = try readCSV(Self.header + "1,C-1,PEN,1,1.00,\n,,,,total 1.00,\n")
        #expect(items.orders.map(\.number) == ["1"])
        #expect(items.leftOut.map(\.number) == [nil])
        #expect(items.badRows == [BadRow(line: 3, reason: "order is missing, so the row belongs to none")])
    }

    @Test func `customer, time and currency may be blank on further rows`() throws {
        let items = try readCSV(
            "order,customer,sku,qty,unit_price,ordered_at,currency\n#1001,C-77,MUG,2,10.00,2026-01-02 10:00:00 +0100,USD\n#1001,,CUP,1,5.50,,\n"
        )
        #expect(items.orders.map { $0.order.items.map(\.unitPrice.amount) } == [[1000, 550]])
        #expect(items.orders.first?.order.items.allSatisfy { $0.unitPrice.currency == "USD" } == true)
        #expect(try readCSV(Self.header + "1,,MUG,1,1.00,\n").badRows == [BadRow(line: 2, reason: "customer is missing")])
    }

    @Test(arguments: [("USD", "10.00", 1000), ("JPY", "10000", 10_000), ("KWD", "1.255", 1255), ("", "10.00", 1000)])
    func `the currency is the row's`(currency: String, price: String, amount: Int) throws {
        let items = try readCSV("order,customer,sku,qty,unit_price,currency\n1,C-1,MUG,1,\(price),\(currency)\n")
        let money = try Money(amount: amount, currency: currency.isEmpty ? "EUR" : currency)
        #expect(items.orders.first?.order.items.first?.unitPrice == money)
    }

    @Test(arguments: ["XXX", "eur", "ABC", "€"])
    func `a code that is no currency is refused`(code: String) throws {
        let items = try readCSV("order,customer,sku,qty,unit_price,currency\n1,C-1,MUG,1,1.00,\(code)\n")
        #expect(items.badRows == [BadRow(line: 2, reason: "currency '\(code)' is no code of ISO 4217")])
    }

    @Test func `an order has one currency`() throws {
        let items = try readCSV("order,customer,sku,qty,unit_price,currency\n1,C,A,1,1.00,USD\n1,C,B,1,1.00,EUR\n")
        #expect(items.orders.isEmpty)
        #expect(items.badRows == [BadRow(line: 3, reason: "order 1 is in USD; an order has one currency")])
    }

    @Test func `names are those that shops have`() throws {
        let skus = ["MUG:RED", "A&B", "SHIRT(L)", "16-=", "½ inch", "Größe"]
        let rows = skus.enumerated().map { "E\($0.offset),ada@example.com,\($0.element),1,1.00,\n" }.joined()
        let items = try readCSV(Self.header + rows + "#1001,O'Brien,MUG,1,1.00,\n")
        #expect(items.orders.flatMap { $0.order.items.map(\.sku.rawValue) } == skus + ["MUG"])
        #expect(items.orders.map(\.order.customerId).contains("O'Brien"))
    }

    @Test func `texts are brought to one form`() throws {
        let items = try readCSV(Self.header + "1,C-1,a\u{308},1,1.00,\n")
        #expect(items.orders.first?.order.items.first?.sku == SKU("\u{E4}"))
    }

    @Test func `an order has as many lines as the service takes`() throws {
        func rows(_ count: Int) -> String { (1...count).map { "1,C-1,SKU-\($0),1,1.00," }.joined(separator: "\n") }
        #expect(try readCSV(Self.header + rows(500)).orders.first?.order.items.count == 500)
        let items = try readCSV(Self.header + rows(501))
        #expect(items.orders.isEmpty)
        #expect(items.badRows == [BadRow(line: 2, reason: "order 1 has 501 lines, and an order takes 500 at most")])
    }

    @Test func `a quote over two lines moves the numbers of the rows after it`() throws {
        let items = try readCSV("order,customer,sku,qty,unit_price,note\n1,C-1,PEN,1,1.00,\"a\nb\"\n2,C-1,CUP,0,1.00,t\n")
        #expect(items.badRows.map(\.line) == [4])
    }

    @Test func `every SKU of a good row is known before the first order`() throws {
        let source = try csvSource(Self.header + "1,C,B,1,1,\n2,C,A,1,1,\n3,C,BAD,0,1,\n")
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
        let failure = #expect(throws: ToolFailure.self) { try csvSource(text) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(reason) == true)
    }
}
