package import Contracts
import DocketClient
import DocketCommandLine
import Instants

/// The orders of a shop's CSV export. Rows of one order need not stand together.
///
/// The file is read twice: once to learn where each order ends, which SKUs occur and how its dates are meant, once to send. So an order
/// leaves memory with its last row, and a file of any size costs one entry for each order number. It must not change in between.
///
/// An order is given whole or left out whole, with all that is wrong with it.
package struct CSVOrderSource: OrderSource {
    package let skus: [SKU]
    package let header: [UInt8]
    package var count: Int { lastLines.count }

    private struct OpenOrder {
        var customer: CustomerID?
        var orderedAt: Instant?
        var currency: String?
        var firstLine: Int
        var items: [(line: Int, item: PricedItem)] = []
        var badRows: [BadRow] = []
        var rows: [SourceRow] = []
    }

    private let lastLines: [String: Int]
    private let options: FileOptions
    private let mark: Character
    private var rows: CSVRows
    private var open: [String: OpenOrder] = [:]

    /// - Parameter progress: Called with the number of a line now and then, while the file is read for the first time.
    /// - Throws: ``ToolFailure`` if there is no such file, its header is unusable, or it is no text.
    package init(path: String, options: FileOptions, progress: (Int) -> Void = { _ in }) throws {
        var survey = FileSurvey(dates: options.dates)
        var rows = try CSVRows(path: path, options: options)
        while let row = try rows.next() {
            survey.note(row, rows)
            if row.line % 10_000 == 0 { progress(row.line) }
        }
        skus = survey.skus.sorted()
        lastLines = survey.lastLines
        var read = options
        read.dates = try survey.order(in: path)
        self.options = read
        self.rows = try CSVRows(path: path, options: read)
        header = self.rows.header
        mark = options.decimal ?? (self.rows.delimiter == UInt8(ascii: ";") ? "," : ".")
    }

    package mutating func next() throws -> SourceItem? {
        while let row = try rows.next() {
            if let item = take(row) { return item }
        }
        return nil
    }

    /// Adds the row to its order. Returns the order if this was its last row.
    private mutating func take(_ row: CSVReader.Row) -> SourceItem? {
        let source = SourceRow(line: row.line, text: row.text)
        guard let number = rows.order(row) else {
            let reason = row.problem ?? "order is missing, so the row belongs to none"
            return .leftOut(LeftOut(number: nil, badRows: [BadRow(line: row.line, reason: reason)], rows: [source]))
        }
        var order = open.removeValue(forKey: number) ?? OpenOrder(firstLine: row.line)
        order.rows.append(source)
        do throws(OrderRowReader.Problem) {
            try add(try rows.reader.read(row), of: number, at: row.line, to: &order)
        } catch {
            order.badRows.append(BadRow(line: row.line, reason: error.reason))
        }
        guard row.line == lastLines[number] else {
            open[number] = order
            return nil
        }
        return finish(order, number)
    }

    private func add(
        _ row: OrderRow, of number: String, at line: Int, to order: inout OpenOrder
    ) throws(OrderRowReader.Problem) {
        if let customer = order.customer, let other = row.customer, customer != other {
            throw OrderRowReader.Problem(reason: "order \(number) belongs to customer \(customer) since line \(order.firstLine)")
        }
        if let currency = order.currency, let other = row.currency, currency != other {
            throw OrderRowReader.Problem(reason: "order \(number) is in \(currency); an order has one currency")
        }
        order.customer = order.customer ?? row.customer
        order.currency = order.currency ?? row.currency
        order.orderedAt = order.orderedAt ?? row.orderedAt
        order.items += row.items.map { (line, $0) }
    }

    private func finish(_ order: OpenOrder, _ number: String) -> SourceItem {
        var badRows = order.badRows
        func refuse(_ line: Int, _ reason: String) { badRows.append(BadRow(line: line, reason: reason)) }
        let currency = order.currency ?? options.currency
        var items: [OrderItem] = []
        for (line, item) in order.items {
            do throws(PriceParser.Failure) {
                items.append(OrderItem(sku: item.sku, quantity: item.quantity, unitPrice: try unitPrice(item, currency)))
            } catch {
                refuse(line, "\(item.isTotal ? "total" : "unit_price") '\(item.price.shortened)' \(error.reason)")
            }
        }
        if order.customer == nil, badRows.isEmpty { refuse(order.firstLine, "customer is missing") }
        if badRows.isEmpty, let reason = LoadLimits.problem(with: items) { refuse(order.firstLine, "order \(number) \(reason)") }
        guard badRows.isEmpty, let customer = order.customer else {
            return .leftOut(LeftOut(number: number, badRows: badRows.sorted { $0.line < $1.line }, rows: order.rows))
        }
        let shipTo = DemoAddress.of(number)
        var complete = LoadOrder(
            number: number,
            order: NewOrder(customerId: customer, items: items, shipTo: shipTo, orderedAt: order.orderedAt))
        complete.rows = order.rows
        return .order(complete)
    }

    private func unitPrice(_ item: PricedItem, _ currency: String) throws(PriceParser.Failure) -> Money {
        let decimals = Currency.exponent(of: currency) ?? 0
        let amount = try PriceParser.minorUnits(item.price, decimals: decimals, mark: item.isTotal ? "." : mark)
        let units = item.isTotal ? item.quantity.rawValue : 1
        guard amount.isMultiple(of: units) else {
            throw PriceParser.Failure(reason: "is no multiple of its quantity \(units)")
        }
        do {
            return try Money(amount: amount / units, currency: currency)
        } catch {
            throw PriceParser.Failure(reason: error.rawValue)
        }
    }
}

/// What the first reading of a file is for.
private struct FileSurvey {
    var skus: Set<SKU> = []
    var lastLines: [String: Int] = [:]
    let dates: DateOrder
    /// Whether some date can only be read with the day or with the month first, and the line of one that can be both.
    private var isDayFirst = false, isMonthFirst = false
    private var ambiguous: Int?

    init(dates: DateOrder) { self.dates = dates }

    mutating func note(_ row: CSVReader.Row, _ rows: CSVRows) {
        guard let number = rows.order(row) else { return }
        lastLines[number] = row.line
        guard row.problem == nil else { return }
        if let place = rows.reader.places[.orderedAt], row.fields.indices.contains(place) {
            note(row.fields[place].trimmed, row.line)
        }
        // Bad rows are reported when the orders are sent.
        if let order = try? rows.reader.read(row) { skus.formUnion(order.items.map(\.sku)) }
    }

    private mutating func note(_ time: String, _ line: Int) {
        guard time.utf8.contains(UInt8(ascii: "/")), let time = OrderTime(time), time.slashed != nil else { return }
        switch (time.isDay(.dayFirst), time.isDay(.monthFirst)) {
        case (true, false): isDayFirst = true
        case (false, true): isMonthFirst = true
        default: ambiguous = ambiguous ?? line
        }
    }

    func order(in path: String) throws -> DateOrder {
        guard dates == .auto else { return dates }
        if isDayFirst != isMonthFirst { return isDayFirst ? .dayFirst : .monthFirst }
        guard isDayFirst || ambiguous != nil else { return .auto }
        throw ToolFailure(
            .badData,
            "\(path):\(ambiguous ?? 1): day or month may come first in its dates; say which with --dates dmy or --dates mdy")
    }
}

/// The rows of a CSV file after its header.
struct CSVRows: Sendable {
    let reader: OrderRowReader
    /// Its first line, as it stands there.
    let header: [UInt8]
    var delimiter: UInt8 { rows.delimiter }
    private var rows: CSVReader

    init(path: String, options: FileOptions) throws {
        rows = try CSVReader(TextChunks(path, encoding: options.encoding), delimiter: options.delimiter?.asciiValue)
        guard let first = try rows.next(), first.problem == nil else {
            throw ToolFailure(
                .usage,
                "\(path) has no header; its first line must name order,customer,sku,qty,unit_price, or be that of a shop's export"
            )
        }
        header = first.text
        do {
            let places = try ColumnPlaces(header: first.fields, options)
            reader = OrderRowReader(header: first.fields, places: places, dates: options.dates)
        } catch let failure as ToolFailure {
            throw ToolFailure(failure.status, "\(path): \(failure.message)")
        }
    }

    mutating func next() throws -> CSVReader.Row? { try rows.next() }

    func order(_ row: CSVReader.Row) -> String? { reader.order(row, delimiter: delimiter) }
}
