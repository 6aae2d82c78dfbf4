import Contracts
@testable import DocketCommandLine
@testable import DocketLoad
import Testing

struct CSVOrderSourceTests {
    private static let header = "order,customer,sku,qty,unit_price,ordered_at\n"

    @Test func `rows of an order need not stand together`() throws {
        let items = try read(
            Self.header + "1,C-1,MUG,2,12.50,2026-11-01\n2,C-2,LAMP,1,30,2026-11-01\n1,C-1,PEN,3,0.99,2026-11-01\n")
        #expect(items.badRows.isEmpty)
        #expect(items.orders.map(\.number) == ["2", "1"])
        #expect(
            items.orders.last?.order.items == [
                OrderItem(sku: "MUG", quantity: 2, unitPrice: try Money(amount: 1250, currency: "EUR")),
                OrderItem(sku: "PEN", quantity: 3, unitPrice: try Money(amount: 99, currency: "EUR")),
            ])
    }

    @Test func `columns may stand in any order, and others beside them`() throws {
        let items = try read("Ordered_At,note,QTY,sku,customer,unit_price,order\n2026,hi,1,MUG,C-1,5.00,7\n")
        #expect(items.orders.map(\.number) == ["7"])
        #expect(items.orders.first?.order.customerId == "C-1")
    }

    @Test(arguments: [
        ("1,C-1,MUG,0,1.00,t", "qty 0 is not 1 to 1,000,000"),
        ("1,C-1,MUG,-2,1.00,t", "qty -2 is not 1 to 1,000,000"),
        ("1,C-1,MUG,2.5,1.00,t", "qty '2.5' is no whole number"),
        ("1,C-1,MUG,1,free,t", "unit_price 'free' is no price such as 2.55"),
        ("1,C-1,MUG,1,-1.00,t", "unit_price '-1.00' is negative"),
        ("1,C-1,,1,1.00,t", "sku is missing"),
        (",C-1,MUG,1,1.00,t", "order is missing"),
        ("1,C-1,MUG,1,1.00", "has 5 fields, the header 6"),
        ("1,C-1,MUG,1,1.00,t,x", "has 7 fields, the header 6"),
        ("1,C-1,M\u{FC}G,1,1.00,t", "sku 'MÜG' is not 1 to 64 letters, digits or . _ - / # +".replacing("Ü", with: "ü")),
        ("1,C-2,MUG,1,1.00,t", "order 1 belongs to customer C-1 since line 2"),
    ])
    func `a bad row is reported with its line and reason, and the rest of its order is sent`(row: String, reason: String) throws {
        let items = try read(Self.header + "1,C-1,PEN,1,1.00,t\n\(row)\n1,C-1,CUP,1,1.00,t\n")
        #expect(items.badRows == [BadRow(line: 3, reason: reason)])
        #expect(items.orders.map { $0.order.items.map(\.sku) } == [["PEN", "CUP"]])
    }

    @Test func `an order whose last row is bad is still sent`() throws {
        let items = try read(Self.header + "1,C-1,PEN,1,1.00,t\n1,C-9,CUP,1,1.00,t\n")
        #expect(items.badRows.map(\.line) == [3])
        #expect(items.orders.map { $0.order.items.map(\.sku) } == [["PEN"]])
    }

    @Test func `a quote over two lines moves the numbers of the rows after it`() throws {
        let items = try read(Self.header + "1,C-1,PEN,1,1.00,\"a\nb\"\n2,C-1,CUP,0,1.00,t\n")
        #expect(items.badRows.map(\.line) == [4])
    }

    @Test func `row 151 of an order is left out`() throws {
        let rows = (1...151).map { "1,C-1,SKU-\($0),1,1.00,t" }.joined(separator: "\n")
        let items = try read(Self.header + rows)
        #expect(items.badRows == [BadRow(line: 152, reason: "order 1 has 150 lines already")])
        #expect(items.orders.first?.order.items.count == 150)
    }

    @Test func `every SKU of a good row is known before the first order`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Self.header + "1,C,B,1,1,t\n2,C,A,1,1,t\n3,C,BAD,0,1,t\n", to: "orders.csv")
        let source = try CSVOrderSource(path: path, currency: "EUR")
        #expect(source.skus == ["A", "B"])
        #expect(source.count == 2)
    }

    @Test(arguments: [
        ("order,customer,sku,qty,ordered_at\n", "the header has no column unit_price"),
        ("order;customer;sku\n", "separated by commas, not semicolons"),
        ("", "has no header"),
        ("order,order,customer,sku,qty,unit_price,ordered_at\n", "the column 'order' is there twice"),
    ])
    func `an unusable header is refused as a whole`(text: String, reason: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(text, to: "orders.csv")
        let failure = #expect(throws: ToolFailure.self) { try CSVOrderSource(path: path, currency: "EUR") }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(reason) == true)
    }

    private func read(_ text: String) throws -> (orders: [LoadOrder], badRows: [BadRow]) {
        let directory = try TemporaryDirectory()
        var source = try CSVOrderSource(path: directory.write(text, to: "orders.csv"), currency: "EUR")
        return try drain(&source)
    }
}

/// Everything a source gives, in order.
func drain(_ source: inout some OrderSource) throws -> (orders: [LoadOrder], badRows: [BadRow]) {
    var orders: [LoadOrder] = []
    var badRows: [BadRow] = []
    while let item = try source.next() {
        switch item {
        case .order(let order): orders.append(order)
        case .badRow(let row): badRows.append(row)
        }
    }
    return (orders, badRows)
}
