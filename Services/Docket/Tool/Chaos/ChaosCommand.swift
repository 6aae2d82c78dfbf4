import ArgumentParser
import Contracts

/// `docket chaos`.
struct ChaosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Kill the real services at every point of their work, and see that nothing is lost and nothing done twice.",
        discussion: """
            Runs on a fresh data directory of its own and removes it: an installation that is up is not touched.

            --matrix   each of the four processes kills itself at each boundary of its step (see DOCKET_CRASH_AT in the
                       services' --help) while orders are under way, is started again, and when all is done `docket verify`
                       looks at the files. One line for each process, boundary and mode.

            Examples:
              docket chaos --matrix                            both modes, about a minute
              docket chaos --matrix --mode choreography --json

            Exit codes: 0 all is well, 1 a violation, an order without an end, or a process that did not come back,
            75 stopped early.
            """)

    @Flag(help: "Kill each process at each boundary of its step, in each mode.")
    var matrix = false

    @Option(help: "Orders of which mode: choreography, orchestration or both.")
    var mode = ModeChoice.both

    @Option(help: "What the made-up orders depend on.")
    var seed: UInt64 = 1

    @OptionGroup var json: JSONOption

    func run() async throws {
        let stop = StopFlag()
        let signals = Task {
            _ = await StopSignals().first()
            stop.set()
        }
        defer { signals.cancel() }
        try await runMatrix(stop)
    }

    private func runMatrix(_ stop: StopFlag) async throws {
        let terminal = Terminal.standardOutput
        if !json.isOn { terminal.write(terminal.paint(CrashMatrixReport.head, .bold)) }
        let isQuiet = json.isOn
        let matrix = CrashMatrix(binaries: try .besideThisProgram(), stop: stop, seed: seed) { cell in
            if !isQuiet { terminal.write(CrashMatrixReport.line(cell, on: terminal)) }
        }
        var cells: [CrashCell] = []
        for workflow in mode.workflows { cells += try await matrix.run(workflow) }
        let report = CrashMatrixReport(cells)
        if json.isOn {
            try printJSON(report)
        } else {
            terminal.write(report.summary)
        }
        guard report.isGood else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}
