import Contracts
@testable import DocketLoad
import Foundation
import Testing

struct DryRunTests {
    private static let header = "order,customer,sku,qty,unit_price\n"

    private func dryRun(_ rows: String) throws -> DryRun {
        var source = try csvSource(Self.header + rows)
        return try DryRun(&source, onLeftOut: { _ in })
    }

    @Test func `it counts what would be sent`() throws {
        let result = try dryRun("1,C,A,2,10.00\n1,C,B,1,5.50\n2,C,A,x,1.00\n3,C,A,1,1.00\n")
        #expect((result.orders, result.lines, result.units, result.leftOut) == (2, 3, 4, 1))
        #expect(result.totals.map(\.text) == ["26.50 EUR"])
        #expect(result.text.hasSuffix("2 orders would be sent: 3 lines, 4 units of 2 SKUs, 26.50 EUR; 1 left out"))
    }

    @Test func `an order beyond the largest amount is left out`() throws {
        let result = try dryRun("1,C,A,1000000,9999999999999.99\n")
        #expect(result.orders == 0 && result.leftOut == 1)
    }

    @Test func `no number of orders is too much to add up`() throws {
        let rows = (1...10_000).map { "\($0),C,A,1,10000000000000.00" }.joined(separator: "\n")
        let result = try dryRun(rows)
        #expect(result.orders == 10_000 && result.totals.map(\.amount) == [.max])
    }
}
