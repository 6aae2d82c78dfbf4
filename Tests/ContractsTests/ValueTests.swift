import Contracts
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        "A", "z", "0", ".", "#", "MUG", "a b", "a  b", "TEA/GREEN 100", "x._-/#+9", String(repeating: "x", count: 64),
        "ada@example.com", "a:b", "M&M (L)", "O'Neill", "½ inch", "Größe 5", "Ünïcode", "Чай", "お茶", "شاي", "100 %", "a,b",
        "a\"b", "5″",
        String(repeating: "ß", count: 64),
    ])
    func `an identifier takes letters, digits, marks, and spaces inside`(text: String) {
        #expect(SKU(text)?.rawValue == text)
    }

    @Test(arguments: [
        "", " ", "  ", " a", "a ", "a\n", "\na", "a\tb", "a\u{0}b", "a\u{7F}", "a\u{85}b", "a\u{1B}[31m", "a\u{A0}b",
        "a\u{3000}b",
        "a\u{2028}b", "a\u{200B}b", "a\u{200D}b", "a\u{202E}b", "a\u{2066}b", "a\u{FEFF}", "a\u{AD}b", "a\u{FE0F}", "a\u{3164}",
        "a\u{E000}",
        "a\u{378}", String(repeating: "x", count: 65), String(repeating: "ß", count: 65),
    ])
    func `an identifier takes nothing invisible, and nothing longer`(text: String) {
        #expect(SKU(text) == nil)
    }

    @Test func `identifiers are equal if their bytes are`() throws {
        let (one, two): (SKU, SKU) = ("\u{E4}", "a\u{308}")
        #expect(one.rawValue == two.rawValue && one != two && Set([one, two]).count == 2)
    }

    @Test func `identifiers are ordered as their texts are`() {
        #expect(["B", "a", "A", "10", "9"].compactMap(SKU.init).sorted().map(\.rawValue) == ["10", "9", "A", "B", "a"])
    }

    @Test(arguments: [1: true, 2: true, Int.max: true, 0: false, -1: false, Int.min: false])
    func `an order id is 1 or more`(number: Int, isValid: Bool) {
        #expect(OrderID(number)?.rawValue == (isValid ? number : nil))
    }

    @Test(arguments: [1: true, 1_000_000: true, 0: false, -1: false, 1_000_001: false, Int.max: false, Int.min: false])
    func `a quantity is 1 to a million`(number: Int, isValid: Bool) {
        #expect(Quantity(number)?.rawValue == (isValid ? number : nil))
    }

    @Test(arguments: [1, 12_345, .max])
    func `an order's stream names it, and is read back`(number: Int) throws {
        let order = try #require(OrderID(number))
        #expect(order.stream == "Order-\(number)")
        #expect(OrderID(stream: order.stream) == order)
    }

    @Test(arguments: [
        "", "Order", "Order-", "Order-0", "Order--1", "Order-+1", "Order-01", "Order-1 ", "Order- 1", "Order-1x", "order-1",
        "SKU-1", "1",
        "Order-9223372036854775808", "Order-١",
    ])
    func `what is no order's stream is not taken for one`(stream: String) {
        #expect(OrderID(stream: stream) == nil)
    }
}
