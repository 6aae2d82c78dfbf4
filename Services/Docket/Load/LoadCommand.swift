package import ArgumentParser
import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketInstallation
import Foundation

/// `docket load`.
package struct LoadCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Send the orders of a file, or made-up ones, through the HTTP API.",
        discussion: """
            Examples:
              docket load --receive 1000
                  100 made-up orders, 1000 units of every SKU booked in first
              docket load --count 5000 --rate 200 --seed 7
                  200 orders a second; the same orders each time
              docket load --orders export.csv --receive 500 --mode both
                  a shop's export, each order once in each mode

              docket load --orders shopify.csv --dry-run
                  what would be sent, and what would be left out and why

            A CSV file is the export of a shop (see --format), or has the header
            order,customer,sku,qty,unit_price and, if you like, ordered_at,currency, in
            any order, with one row a line item. The rows of an order need not stand
            together, and customer, time and currency may be blank on all but one of them.
            A .jsonl file has one POST /orders body a line.

            Nothing is sent in part: an order with a bad row is left out whole, and all
            its bad rows are reported. Mend them, or the rows that --reject-file keeps,
            and load again: an order is known by its number, what was sent before is not
            done again, and other content under a number that was sent is refused. To
            send the same orders as new ones, give another --batch. Goods are booked in
            once for each SKU, quantity and batch.

            Exit codes: 0 all orders paid, 1 an order failed, 65 something was left out or
            there was nothing, 75 stopped early or the services do not run.
            """)

    @OptionGroup var location: InstallationOption

    @Option(help: .init("CSV or JSON lines (.jsonl). Without it, orders are made up.", valueName: "file"))
    var orders: String?

    @Option(help: .init("First book so many units of every SKU in.", valueName: "units"))
    var receive: Int?

    @Option(
        help: .init("Orders a second, however fast the answers come. Without it: as fast as they come.", valueName: "orders/s"))
    var rate: Double?

    @Option(
        help: .init("choreography, orchestration, or both: each order once in each. (default: the service's)", valueName: "mode"))
    var mode: ModeChoice?

    @Option(
        help: .init(
            "How payments are told: notification or state-transfer. (default: the order's, else the service's)",
            valueName: "style"))
    var payloadStyle: PayloadStyle?

    @Option(help: .init("How many orders to make up.", valueName: "orders"))
    var count = 100

    @Option(help: .init("What the made-up orders depend on; the same seed gives the same orders. (default: a new one)"))
    var seed: UInt64?

    @Option(help: .init("How many orders are under way at once, each on a connection of its own.", valueName: "orders"))
    var concurrency = 32

    @Option(help: .init("Currency of prices in a CSV file without a column for it.", valueName: "code"))
    var currency = "EUR"

    @Option(help: .init("Whose export a CSV file is.", valueName: "format"))
    var format = FileFormat.auto

    @Option(
        help: .init(
            "Titles of the columns: order=Name,sku=\"Lineitem sku\",... for order, customer, sku, qty, unit_price, ordered_at, currency.",
            valueName: "map"))
    var columns: ColumnTitles?

    @Option(help: .init("What parts the fields, such as ';' or tab. (default: found out)", valueName: "char"))
    var delimiter: String?

    @Option(help: .init("What stands before decimals. (default: '.', with ';' between fields ',')", valueName: "char"))
    var decimal: String?

    @Option(help: .init("How the bytes of a CSV file are text: utf-8, latin-1, utf-16 or auto.", valueName: "encoding"))
    var encoding = TextEncoding.auto

    @Option(
        help: .init("Dates with slashes: month (mdy) or day first (dmy). (default: what all of them allow)", valueName: "order"))
    var dates = DateOrder.auto

    @Option(help: .init("Write the rows of orders that were left out to this file, if there are any.", valueName: "file"))
    var rejectFile: String?

    @Flag(help: "Show what would be sent, and send nothing.")
    var dryRun = false

    @Option(help: .init("Another name sends the same orders again as new ones.", valueName: "name"))
    var batch = "1"

    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        if let receive, Quantity(receive) == nil { throw ValidationError("--receive is 1 to \(Quantity.limit)") }
        if let rate, !(0.001...100_000).contains(rate) { throw ValidationError("--rate is 0.001 to 100000") }
        guard (1...1024).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 1024") }
        guard (1...10_000_000).contains(count) else { throw ValidationError("--count is 1 to 10000000") }
        guard (try? Money(amount: 0, currency: currency)) != nil else {
            throw ValidationError("--currency: \(MoneyError.notACurrency.rawValue)")
        }
        if let delimiter, Self.delimiter(delimiter) == nil { throw ValidationError("--delimiter is one ASCII character, or tab") }
        if let decimal, ![".", ","].contains(decimal) { throw ValidationError("--decimal is '.' or ','") }
        if rejectFile != nil, orders == nil { throw ValidationError("--reject-file needs --orders") }
    }

    package func run() async throws {
        guard let file = orders else {
            let seed = seed ?? UInt64.random(in: 1...999_999)
            var generator = OrderGenerator(count: count, seed: seed, currency: currency)
            return try await load(&generator, seed: seed)
        }
        if file.hasSuffix(".jsonl") || file.hasSuffix(".ndjson") {
            var source = try JSONLinesOrderSource(path: file)
            return try await load(&source, seed: nil)
        }
        let terminal = Terminal.standardError
        defer { if terminal.isInteractive { terminal.endProgress() } }
        var source = try CSVOrderSource(path: file, options: fileOptions) { line in
            if terminal.isInteractive { terminal.writeProgress("reading \(file), line \(line.grouped)") }
        }
        try await load(&source, seed: nil)
    }

    private var fileOptions: FileOptions {
        var options = FileOptions()
        options.format = format
        options.titles = columns
        options.encoding = encoding
        options.delimiter = delimiter.flatMap(Self.delimiter)
        options.decimal = decimal?.first
        options.dates = dates
        options.currency = currency
        return options
    }

    private static func delimiter(_ text: String) -> Character? {
        if text == "tab" || text == "\\t" { return "\t" }
        guard text.utf8.count == 1, let character = text.first, !"\"\r\n".contains(character) else { return nil }
        return character
    }

    private func load(_ source: inout some OrderSource, seed: UInt64?) async throws {
        if dryRun { return try rehearse(&source) }
        let stop = StopFlag()
        let signals = Task {
            _ = await StopSignals().first()
            stop.set()
        }
        defer { signals.cancel() }
        try finish(try await send(&source, seed: seed, stop: stop))
    }

    private func send(_ source: inout some OrderSource, seed: UInt64?, stop: StopFlag) async throws -> LoadReport {
        let tally = LoadTally()
        let rejects = try rejectFile.map { try RejectFile($0, header: source.header, source: orders) }
        let modes: [CoordinationMode?] = mode?.modes ?? [nil]
        var runner = LoadRunner(
            api: DocketAPI(location.installation, timeout: .seconds(30)), modes: modes, batch: batch,
            concurrency: concurrency, rate: rate, tally: tally, stop: stop,
            onLeftOut: { [report = reportLeftOut] order in
                report(order)
                rejects?.add(order)
            })
        runner.payloadStyle = payloadStyle
        try await checkServices(runner.api)
        if let quantity = receive.flatMap({ Quantity($0) }) {
            do {
                try await runner.receive(quantity, of: source.skus, source: source.name)
            } catch {
                throw ToolFailure(.tryLater, "goods in: \(error)")
            }
        }
        let start = ContinuousClock.now
        let sender = runner
        let progress = LoadProgress(tally: tally, total: source.count * modes.count, start: start)
        let shown = Task { await progress.show() }
        try await sender.run(&source)
        // Its last line is wiped before the summary is written.
        shown.cancel()
        await shown.value
        try rejects?.close()
        return LoadReport(tally.current, seed: seed, elapsed: .now - start, interrupted: stop.isSet)
    }

    /// Services that do not run at all are an error; one that goes away later is waited for.
    private func checkServices(_ api: DocketAPI) async throws {
        do {
            try await api.orders.checkReady()
            if receive != nil { try await api.stock.checkReady() }
        } catch {
            throw ToolFailure(.tryLater, "\(error)")
        }
    }

    private var reportLeftOut: @Sendable (LeftOut) -> Void {
        let file = orders ?? ""
        return { order in
            let name = order.number.map { "order \($0) is left out: " } ?? ""
            for row in order.badRows { Terminal.standardError.write("\(file):\(row.line): \(name)\(row.reason)") }
        }
    }

    private func rehearse(_ source: inout some OrderSource) throws {
        let result = try DryRun(&source, onLeftOut: reportLeftOut)
        if json.isOn { try printJSON(result) } else { Terminal.standardOutput.write(result.text) }
        try refuseIfIncomplete(leftOut: result.badRows.count, read: result.orders)
    }

    private func refuseIfIncomplete(leftOut: Int, read: Int) throws {
        guard orders != nil else { return }
        if read == 0, leftOut == 0 { throw ToolFailure(.badData, "there is no order in \(orders ?? "it")") }
        if leftOut > 0 {
            throw ToolFailure(.badData, "not all of \(orders ?? "it") was loaded: mend what is reported and load it again")
        }
    }

    private func finish(_ report: LoadReport) throws {
        if json.isOn {
            try printJSON(report)
        } else {
            Terminal.standardOutput.write(report.text(on: .standardOutput))
        }
        if report.interrupted { throw ToolFailure(.tryLater, "stopped early; run the same command again to go on") }
        guard report.failed.isEmpty else {
            throw ToolFailure(.failed, "\((report.sent - report.paid).grouped) orders failed")
        }
        try refuseIfIncomplete(leftOut: report.badRowCount, read: report.read)
    }
}
