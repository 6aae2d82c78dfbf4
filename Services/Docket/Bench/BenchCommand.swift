package import ArgumentParser

/// `docket bench`: Docket's own speed, measured beside the baseline of the machine.
package struct BenchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast the bus, the flow of orders and the event store are.",
        discussion: """
            Every figure is the median of several runs with the smallest and the largest,
            and stands beside its baseline where there is one: the same work done by the
            plainest possible program, measured in turn with Docket's in the same run. All
            commits are durable. What each figure means stands in the help of its command,
            such as docket bench bus --help.

            \(BenchOptions.jsonGuide)

            Examples:
              docket bench bus                           the bus alone, about two minutes
              docket bench store --runs 9 --json
              docket bench console --runs 3              the page, in Chromium
              docket bench all --report figures.md       everything, as a Markdown table too

            Build for release first (make build); a debug build measures the wrong thing and
            is refused without --any-build.
            """,
        subcommands: [
            BenchBusCommand.self,
            BenchFlowCommand.self,
            BenchStoreCommand.self,
            BenchConsoleCommand.self,
            BenchAllCommand.self,
            BenchPeerCommand.self,
        ])

    package init() {}
}
