import Contracts
@testable import DocketCommandLine
@testable import DocketLoad
import Testing

/// Exports as shops make them.
struct ShopExportTests {
    @Test func `Shopify leaves an order's fields blank on its further lines`() throws {
        let text = """
            Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku
            #1001,ada@example.com,paid,USD,2026-01-02 10:00:00 +0100,2,Mug,10.00,MUG
            #1001,,,,,1,Cup,5.50,CUP
            #1002,bob@example.com,paid,USD,2026-01-03 09:00:00 +0100,1,Cup,5.50,CUP

            """
        let items = try readCSV(text)
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
        let items = try readCSV(text)
        #expect(items.orders.map(\.number) == ["2017"])
        #expect(
            items.orders.first?.order.items.map { "\($0.quantity) \($0.sku) \($0.unitPrice)" } == [
                "2 MUG 10.00 EUR", "1 CUP 5.50 EUR",
            ])
        #expect(items.badRows.map(\.reason) == ["total '10.00' is no multiple of its quantity 3"])
    }

    @Test func `Magento writes quantities and prices with four decimals`() throws {
        let text = """
            increment_id,created_at,customer_email,sku,qty_ordered,price,order_currency_code
            000000012,2026-01-02 10:00:00,ada@example.com,MUG,2.0000,10.0000,EUR

            """
        #expect(try readCSV(text).orders.first?.order.items.map { "\($0.quantity) \($0.unitPrice)" } == ["2 10.00 EUR"])
    }

    @Test func `titles can be said`() throws {
        var options = FileOptions()
        options.titles = ColumnTitles(argument: "order=Beleg,customer=Kunde,sku=\"Artikel, Nr.\",qty=Menge,unit_price=Preis")
        let items = try readCSV("Beleg;Kunde;\"Artikel, Nr.\";Menge;Preis\nA1;C-1;MUG;1;2,55\n", options)
        #expect(items.orders.first?.order.items.map { "\($0.sku) \($0.unitPrice)" } == ["MUG 2.55 EUR"])
        #expect(ColumnTitles(argument: "price=x") == nil && ColumnTitles(argument: "order") == nil)
    }

    @Test(arguments: [
        ("order;customer;sku;qty;unit_price\nS1;C-1;MUG;1;2,55\n"),
        ("order\tcustomer\tsku\tqty\tunit_price\nA1\tC-1\tMUG\t1\t2.55\n"),
        ("order,customer,sku,qty,unit_price\rX1,C-1,MUG,1,2.55\r"), ("order|customer|sku|qty|unit_price\nX1|C-1|MUG|1|2.55"),
    ])
    func `what parts fields and lines is found out`(text: String) throws {
        #expect(try readCSV(text).orders.first?.order.items.map { "\($0.sku) \($0.unitPrice)" } == ["MUG 2.55 EUR"])
    }

    @Test(arguments: [
        ("quantity:2|total:10.00000000", "5.00 EUR"), ("quantity:2.0000|total:10.00", "5.00 EUR"),
        ("quantity:4|total:1", "0.25 EUR"),
    ])
    func `an item's total is parted among its units, however it is written`(item: String, price: String) throws {
        let items = try readCSV("order_number,billing_email,line_items\n1,ada@example.com,sku:A|\(item)\n")
        #expect(items.orders.first?.order.items.map { "\($0.unitPrice)" } == [price])
    }

    @Test(arguments: [";", "sku:A|quantity:1", "sku:A|quantity:1|total:-1", "sku:A|quantity:1|total:1,00", "|||"])
    func `a cell without whole items leaves its order out`(cell: String) throws {
        let items = try readCSV("order_number,billing_email,line_items\n1,ada@example.com,\"\(cell)\"\n")
        #expect(items.orders.isEmpty && items.leftOut.map(\.number) == ["1"])
    }
}
