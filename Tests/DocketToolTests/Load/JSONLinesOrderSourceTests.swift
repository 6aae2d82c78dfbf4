import Contracts
import Decisions
@testable import DocketLoad
import Testing

struct JSONLinesOrderSourceTests {
    private static let good = """
        {"customerId":"C-1","items":[{"sku":"MUG","quantity":2,"unitPrice":{"amount":1250,"currency":"EUR"}}],\
        "shipTo":{"name":"A","street":"B","city":"C","postcode":"10115","country":"DE"},"mode":"choreography"}
        """

    @Test func `each line is one order, with its own mode`() throws {
        let items = try read("\(Self.good)\n\n\(Self.good)")
        #expect(items.badRows.isEmpty)
        #expect(items.orders.map { $0.number.prefix(7) } == ["line-1-", "line-3-"])
        #expect(items.orders.first?.order.mode == .choreography)
    }

    @Test(arguments: [
        ("{", "is no JSON object: a field's name in quotes is missing at byte 1"),
        (good.replacing("\"quantity\":2", with: "\"quantity\":0"), "items[0].quantity a quantity is 1 to 1000000"),
        (good.replacing("\"customerId\":\"C-1\",", with: ""), "customerId is missing"),
        (
            good.replacing("\"mode\"", with: "\"workflow\""),
            "workflow is not known; known are customerId, items, mode, orderedAt, payloadStyle, shipTo"
        ),
        (good.replacing("1250", with: "\"x\""), "items[0].unitPrice.amount has the wrong type"),
    ])
    func `a bad line is reported with its number and reason`(line: String, reason: String) throws {
        let items = try read("\(Self.good)\n\(line)\n\(Self.good)\n")
        #expect(items.badRows == [BadRow(line: 2, reason: reason)])
        #expect(items.orders.count == 2)
    }

    private func read(_ text: String) throws -> Drained {
        let directory = try TemporaryDirectory()
        var source = try JSONLinesOrderSource(path: directory.write(text, to: "orders.jsonl"))
        return try drain(&source)
    }
}
