import ArgumentParser

/// `docket bench bus`.
struct BenchBusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bus",
        abstract: "Measure the bus: append, read, and the way from one process to another.",
        discussion: """
            The events are those of made-up orders on their way, from OrderCreated to
            OrderCompleted. They are made before the clock starts: what is measured is the
            bus. "Bare SQLite" is a loop of its C functions over rows that lie ready, on the
            same tables, indexes and settings, without lock or objects.

            \(BusFigure.guide)

            \(BenchOptions.jsonGuide)
            """)

    @Option(help: .init("How many events a log gets.", valueName: "events"))
    var events = BusBench.usualEvents

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (256...5_000_000).contains(events) else { throw ValidationError("--events is 256 to 5000000") }
    }

    func run() async throws {
        let program = try BenchPeer.thisProgram()
        let events = events
        try options.show(
            try await options.measure { session in
                try await BusBench(session: session, program: program, events: events).figures()
            })
    }
}
