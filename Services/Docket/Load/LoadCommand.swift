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

            A CSV file has the header order,customer,sku,qty,unit_price,ordered_at, its
            columns in any order, and one row a line item; the rows of an order need not
            stand together. Quoting is that of RFC 4180, unit_price a decimal (2.55). A
            bad row is reported with its line number and left out; the rest of its order
            is sent. A .jsonl file has one POST /orders body a line.

            Every order has an Idempotency-Key made from its content: run the same
            command again after Ctrl-C and nothing is done twice. To send the same
            orders again as new ones, give another --batch.

            Exit codes: 0 all orders paid, 1 an order failed, 75 stopped early or the
            services do not run.
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

    @Option(help: .init("Currency of the prices in a CSV file.", valueName: "code"))
    var currency = "EUR"

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
            throw ValidationError("--currency is \(MoneyError.notACurrency.rawValue)")
        }
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
        Terminal.standardError.write("reading \(file)")
        var source = try CSVOrderSource(path: file, currency: currency)
        try await load(&source, seed: nil)
    }

    private func load(_ source: inout some OrderSource, seed: UInt64?) async throws {
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
        let modes: [CoordinationMode?] = mode?.modes ?? [nil]
        var runner = LoadRunner(
            api: DocketAPI(location.installation, timeout: .seconds(30)), modes: modes, batch: batch,
            concurrency: concurrency, rate: rate, tally: tally, stop: stop, onBadRow: tellBadRow)
        runner.payloadStyle = payloadStyle
        try await checkServices(runner.api)
        if let quantity = receive.flatMap({ Quantity($0) }) {
            do {
                try await runner.receive(quantity, of: source.skus, source: source.identity)
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

    private var tellBadRow: @Sendable (BadRow) -> Void {
        let file = orders ?? ""
        return { Terminal.standardError.write("\(file):\($0.line): left out: \($0.reason)") }
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
    }
}
