package import Contracts
import DocketClient
import DocketCommandLine

/// The orders of a shop's CSV export. Rows of one order need not stand together.
///
/// The file is read twice: once to learn where each order ends and which SKUs occur, once to send. So an order leaves
/// memory with its last row, and a file of any size costs one entry for each order number. It must not change in between.
package struct CSVOrderSource: OrderSource {
    package let skus: [SKU]
    /// Made from the order numbers, so that a file with mended rows is still the same.
    package let identity: Digest
    package var count: Int { lastLines.count }

    private struct OpenOrder {
        var customer: CustomerID
        var firstLine: Int
        var items: [OrderItem] = []
    }

    private let lastLines: [String: Int]
    private var rows: CSVRows
    private var open: [String: OpenOrder] = [:]
    /// A finished order that waits because its last row was a bad one, reported first.
    private var finished: SourceItem?

    /// - Throws: ``ToolFailure`` if there is no such file or its header is unusable.
    package init(path: String, currency: String) throws {
        var survey = CSVSurvey()
        var rows = try CSVRows(path: path, currency: currency)
        while let row = try rows.next() { survey.note(row) }
        skus = survey.skus.sorted()
        lastLines = survey.lastLines
        identity = Digest(survey.lastLines.keys.sorted())
        self.rows = try CSVRows(path: path, currency: currency)
    }

    package mutating func next() throws -> SourceItem? {
        if let item = finished {
            finished = nil
            return item
        }
        while let row = try rows.next() {
            switch row {
            case .failure(let rejection): return .badRow(rejection.row)
            case .success(let row):
                if let item = take(row) { return item }
            }
        }
        return nil
    }

    /// Adds the row to its order. Returns the order if this was its last row, or what is wrong with the row.
    private mutating func take(_ row: OrderRow) -> SourceItem? {
        var order = open[row.order] ?? OpenOrder(customer: row.customer, firstLine: row.line)
        var bad: SourceItem?
        if order.customer != row.customer {
            bad = .badRow(
                BadRow(
                    line: row.line,
                    reason: "order \(row.order) belongs to customer \(order.customer) since line \(order.firstLine)"))
        } else if order.items.count == LoadLimits.linesPerOrder {
            bad = .badRow(BadRow(line: row.line, reason: "order \(row.order) has \(LoadLimits.linesPerOrder) lines already"))
        } else {
            order.items.append(row.item)
        }
        guard row.line == lastLines[row.order] else {
            open[row.order] = order
            return bad
        }
        open[row.order] = nil
        let complete = SourceItem.order(
            LoadOrder(
                number: row.order,
                order: NewOrder(customerId: order.customer, items: order.items, shipTo: DemoAddress.of(row.order))))
        guard let bad else { return complete }
        finished = complete
        return bad
    }
}

/// What the first reading of a CSV file is for.
private struct CSVSurvey {
    var skus: Set<SKU> = []
    var lastLines: [String: Int] = [:]

    mutating func note(_ row: Result<OrderRow, OrderRowReader.Rejection>) {
        // Bad rows are reported when the orders are sent.
        guard case .success(let row) = row else { return }
        skus.insert(row.item.sku)
        lastLines[row.order] = row.line
    }
}

/// The rows of a CSV file after its header, each checked.
struct CSVRows: Sendable {
    private var reader: CSVReader
    private let rowReader: OrderRowReader

    init(path: String, currency: String) throws {
        reader = try CSVReader(FileChunks(path))
        guard case .fields(let header, _)? = try reader.next() else {
            throw ToolFailure(
                .usage, "\(path) has no header; its first line must name \(OrderRowReader.columns.joined(separator: ","))")
        }
        rowReader = try OrderRowReader(header: header, currency: currency)
    }

    mutating func next() throws -> Result<OrderRow, OrderRowReader.Rejection>? {
        switch try reader.next() {
        case nil: nil
        case .malformed(let row): .failure(OrderRowReader.Rejection(row.line, row.reason))
        case .fields(let fields, let line):
            Result { () throws(OrderRowReader.Rejection) in try rowReader.read(fields, line: line) }
        }
    }
}
