import ArgumentParser

/// `docket bench store`.
struct BenchStoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Measure the event store: append, and making an order from its events.",
        discussion: """
            The orders are made up, and go from created over paid and ready to completed.
            Events are encoded before the clock starts; decoding is part of making an order.

            \(StoreFigure.guide)

            \(BenchOptions.jsonGuide)
            """)

    @Option(help: .init("How many events the store gets.", valueName: "events"))
    var events = StoreBench.usualEvents

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (256...5_000_000).contains(events) else { throw ValidationError("--events is 256 to 5000000") }
    }

    func run() async throws {
        let events = events
        try options.show(
            try await options.measure { session in try await StoreBench(session: session, events: events).figures() })
    }
}
