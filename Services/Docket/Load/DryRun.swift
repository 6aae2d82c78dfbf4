import Contracts
import DocketCommandLine

/// What a load would send, without sending it.
struct DryRun: Encodable {
    struct Order: Encodable {
        var number: String
        var customer: String
        var lines: Int
        var units: Int
        /// `12.50 EUR`.
        var total: String
    }

    struct Total: Encodable {
        var currency: String
        /// In minor units; text in `text`.
        var amount: Int
        var text: String
    }

    /// Orders that are shown one by one.
    static let shown = 20

    var orders = 0
    var lines = 0
    var units = 0
    var skus: Int
    var leftOut = 0
    var totals: [Total] = []
    /// The first of them.
    var first: [Order] = []
    var badRows: [BadRow] = []

    /// - Parameter onLeftOut: Called with each order that would be left out.
    init(_ source: inout some OrderSource, onLeftOut: (LeftOut) -> Void) throws {
        skus = source.skus.count
        var sums: [String: Int] = [:]
        while let item = try source.next() {
            switch item {
            case .leftOut(let order):
                leftOut += order.number == nil ? 0 : 1
                badRows += order.badRows.prefix(LoadTally.badRowsKept - badRows.count)
                onLeftOut(order)
            case .order(let order): try add(order, to: &sums)
            }
        }
        totals = sums.sorted { $0.key < $1.key }.map { currency, amount in
            Total(currency: currency, amount: amount, text: Money.text(amount, currency))
        }
    }

    private mutating func add(_ order: LoadOrder, to sums: inout [String: Int]) throws {
        let items = order.order.items
        let total = try OrderItem.total(of: items)
        let quantity = items.reduce(0) { $0 + $1.quantity.rawValue }
        orders += 1
        lines += items.count
        units += quantity
        // A file may ask for more money than there is.
        let (sum, isBeyond) = sums[total.currency, default: 0].addingReportingOverflow(total.amount)
        sums[total.currency] = isBeyond ? .max : sum
        guard first.count < Self.shown else { return }
        first.append(
            Order(
                number: order.number, customer: "\(order.order.customerId)", lines: items.count, units: quantity,
                total: "\(total)"))
    }

    var text: String {
        let shown = first.map { order in
            "  \(order.number.padded(to: 16)) \(order.customer.padded(to: 24)) "
                + "\(counted(order.lines, "line")), \(counted(order.units, "unit")), \(order.total)"
        }
        let more = orders > first.count ? ["  … and \((orders - first.count).grouped) more"] : []
        return
            (shown + more + [
                "\(counted(orders, "order")) would be sent: \(counted(lines, "line")), \(counted(units, "unit")) of \(counted(skus, "SKU")), "
                    + "\(totals.isEmpty ? "nothing" : totals.map(\.text).joined(separator: ", ")); \(leftOut.grouped) left out"
            ]).joined(separator: "\n")
    }

    private func counted(_ number: Int, _ noun: String) -> String { "\(number.grouped) \(noun)\(number == 1 ? "" : "s")" }
}
