import ArgumentParser

/// `docket bench`: Docket's own speed, measured beside the limit of the machine.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast the bus, the flow of orders and the event store are.",
        subcommands: [])
}
