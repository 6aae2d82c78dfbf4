import Contracts
@testable import DocketCommandLine
@testable import DocketLoad
import Foundation
import SystemPackage
import Testing

struct LoadReportTests {
    @Test func `the report counts what the tally recorded`() throws {
        let tally = LoadTally()
        for _ in 1...5 { tally.read() }
        for _ in 1...4 { tally.sent() }
        for number in [7, 3, 5] { tally.created(try #require(OrderID(number)), after: .milliseconds(10), isRepeat: number == 3) }
        tally.paid(after: .milliseconds(20), sinceDue: .milliseconds(30))
        tally.failed("orders: too busy")
        tally.failed("orders: too busy")
        // In both modes it is refused twice, and is one order.
        let leftOut = LeftOut(number: "9", badRows: [BadRow(line: 9, reason: "qty is missing")])
        #expect(tally.leftOut(leftOut))
        #expect(!tally.leftOut(leftOut))
        let report = LoadReport(tally.current, seed: nil, elapsed: .seconds(2), interrupted: false)
        #expect(report.read == 5)
        #expect(report.leftOut == 1)
        #expect(report.sent == 4)
        #expect(report.created == 3)
        #expect(report.repeated == 1)
        #expect(report.paid == 1)
        #expect(report.failed == ["orders: too busy": 2])
        #expect(report.badRowCount == 1)
        #expect(report.firstOrderId == 3)
        #expect(report.lastOrderId == 7)
        #expect(report.ordersPerSecond == 0.5)
        #expect(try #require(report.latency["order"]).p99 > 29.9)
        let text = report.text(on: Terminal(.standardOutput, environment: ["NO_COLOR": "1"]))
        #expect(text.contains("2 x orders: too busy"))
        #expect(text.contains("5 read, 4 sent, 1 of them repeated, 1 left out"))
    }

    @Test func `bad rows beyond the first thousand are only counted`() {
        let tally = LoadTally()
        for line in 1...1500 {
            _ = tally.leftOut(LeftOut(number: "\(line)", badRows: [BadRow(line: line, reason: "qty is missing")]))
        }
        #expect(tally.current.badRowCount == 1500)
        #expect(tally.current.badRows.count == 1000)
    }
}
