import ArgumentParser

/// `docket bench flow`.
struct BenchFlowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flow",
        abstract: "Measure how orders flow through the real processes.",
        discussion: """
            Starts the services on fresh data directories, all commits synchronous, logs at
            warning; the load is made on the same processors. docket verify looks at each
            directory at its end, and a violation fails the run.

            \(FlowGuide.text)

            --runs counts drained backlogs; what takes longer is done three times at most.

            \(BenchOptions.jsonGuide)

            Examples:
              docket bench flow  everything, about ten minutes
              docket bench flow --only drain --runs 9 --json
              docket bench flow --only steady --rate 400 --seconds 30
              docket bench flow --no-million

            Exit codes: 0 measured, 1 an order did not come to its end or verify found a
            violation, 75 stopped early.
            """)

    @Option(help: .init("Orders of a backlog, and of a load over HTTP.", valueName: "orders"))
    var orders = 2000

    @Option(help: .init("The steady rate.", valueName: "orders/s"))
    var rate = 200

    @Option(help: .init("How long one run at the steady rate takes, and the silence of idle.cpu.", valueName: "s"))
    var seconds = 10

    @Option(help: .init("Orders under way at once in flow.http.", valueName: "orders"))
    var concurrency = 128

    @Option(
        help: .init(
            "Measure only these: \(FlowParts.allValueStrings.joined(separator: ",")).", valueName: "parts"))
    var only = FlowParts.all

    @Flag(name: .customLong("no-million"), help: "Leave the log of a million messages out: it takes three minutes.")
    var leavesMillionOut = false

    @Option(help: .init("Measure with so many messages instead of a million.", valueName: "messages"))
    var logEvents = 1_000_000

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (10...100_000).contains(orders) else { throw ValidationError("--orders is 10 to 100000") }
        guard (1...5000).contains(rate) else { throw ValidationError("--rate is 1 to 5000") }
        guard (1...600).contains(seconds) else { throw ValidationError("--seconds is 1 to 600") }
        guard (1...256).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 256") }
        guard (1...100_000_000).contains(logEvents) else { throw ValidationError("--log-events is 1 to 100000000") }
        guard !plan.parts.parts.isEmpty else { throw ValidationError("--only million and --no-million leave nothing to measure") }
    }

    /// What the options ask for.
    var plan: FlowPlan {
        FlowPlan(
            parts: leavesMillionOut ? FlowParts(parts: only.parts.subtracting([.million])) : only, orders: orders,
            runs: options.runs,
            rate: rate, seconds: seconds, seed: options.seed, concurrency: concurrency, logEvents: logEvents)
    }

    func run() async throws {
        let plan = plan
        try options.show(try await options.measure { session in try await FlowBench(plan: plan, session).figures() })
    }
}
