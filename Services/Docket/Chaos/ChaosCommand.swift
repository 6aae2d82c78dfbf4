package import ArgumentParser
import Contracts
import DocketCommandLine
import DocketInstallation
import DocketLoad

/// `docket chaos`.
package struct ChaosCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Kill the real services at every point of their work, and see that nothing is lost and nothing done twice.",
        discussion: """
            Runs on a fresh data directory of its own and removes it: an installation that
            is up is not touched.

            --seconds  orders come in at a steady rate while processes are killed (SIGKILL),
                       stopped (SIGSTOP) and continued at random moments, some of them with
                       the lock of the bus in their hands. Clients repeat a call that was
                       not answered with the same Idempotency-Key; some cancel. At the end
                       everybody is up, everything is done, and `docket verify` looks at the
                       files. Ctrl-C ends it early, in the same way.
            --soak     no faults, because a restart would hide a leak. The log keeps
                       the newest messages (--retain), and memory, descriptors, files and
                       latencies are watched: the last quarter must be like the second.
            --matrix   each of the four processes kills itself at each boundary of its step
                       (see DOCKET_CRASH_AT in the services' --help) while orders are under
                       way, is started again, and when all is done `docket verify` looks at
                       the files. One line for each process, boundary and mode.

            --damage   copies of a data directory are damaged, one bit or one value at a
                       time, in each file and its write-ahead log. The service serves what
                       is whole, `docket verify` names the rest, and no program ends.

            Examples:
              docket chaos --seconds 60 --seed 7
              docket chaos --seconds 600 --soak --rate 40      ten minutes; 20 samples
              docket chaos --matrix                            both modes, about a minute
              docket chaos --damage --flips 200                200 bits in each file
              docket chaos --matrix --mode choreography --json

            Exit codes: 0 all is well, 1 a violation, an order without an end, or a process
            that did not come back, 75 stopped early.
            """)

    @Flag(help: "Kill each process at each boundary of its step, in each mode.")
    var matrix = false

    @Flag(help: "Damage files, and see that it is noticed and never served.")
    var damage = false

    @Option(help: .init("Bits that are flipped in each file by --damage.", valueName: "count"))
    var flips = 20

    @Option(help: .init("How long it goes on.", valueName: "s"))
    var seconds = 60

    @Option(help: .init("Orders a second, all modes together.", valueName: "orders/s"))
    var rate = 40.0

    @Flag(help: "Inject nothing; watch memory, descriptors, files and latencies.")
    var soak = false

    @Option(help: .init("Messages of the log that a soak keeps.", valueName: "messages"))
    var retain: Int64 = 20_000

    @Option(help: "Orders of which mode: choreography, orchestration or both.")
    var mode = ModeChoice.both

    @Option(help: "What the orders, and who is struck when, depend on.")
    var seed: UInt64 = 1

    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        guard (1...1_000_000).contains(seconds) else { throw ValidationError("--seconds is 1 to 1000000") }
        guard rate > 0, rate <= 2_000 else { throw ValidationError("--rate is more than 0 and at most 2000") }
        guard retain > 0 else { throw ValidationError("--retain is 1 or more") }
        guard (0...1_000_000).contains(flips) else { throw ValidationError("--flips is 0 to 1000000") }
        guard [matrix, soak, damage].count(where: { $0 }) <= 1 else {
            throw ValidationError("--matrix, --soak and --damage are different runs")
        }
    }

    package func run() async throws {
        let stop = StopFlag()
        let signals = Task {
            _ = await StopSignals().first()
            stop.set()
        }
        defer { signals.cancel() }
        if damage { return try await runDamage(stop) }
        try await matrix ? runMatrix(stop) : runChaos(stop)
    }

    private func runChaos(_ stop: StopFlag) async throws {
        let plan = ChaosPlan(
            seconds: seconds, seed: seed, rate: rate, modes: mode.modes, isSoak: soak, retained: retain)
        let terminal = Terminal.standardError
        let report = try await ChaosRun(plan: plan, binaries: .besideThisProgram(), interrupt: stop) { line in
            terminal.write(terminal.paint("· \(line)", .dim))
        }.run()
        if json.isOn {
            try printJSON(report)
        } else {
            Terminal.standardOutput.write(report.text(on: .standardOutput))
        }
        guard report.isGood else { throw ExitCode(ExitStatus.failed.rawValue) }
        if report.interrupted { throw ExitCode(ExitStatus.tryLater.rawValue) }
    }

    private func runDamage(_ stop: StopFlag) async throws {
        let (terminal, progress, isQuiet) = (Terminal.standardOutput, Terminal.standardError, json.isOn)
        if !isQuiet { terminal.write(terminal.paint(DamageReport.head, .bold)) }
        let run = DamageRun(plan: DamagePlan(flips: flips, seed: seed), binaries: try .besideThisProgram(), stop: stop) { line in
            if progress.isInteractive { progress.endProgress() }
            if !isQuiet { terminal.write(DamageReport.text(line, on: terminal)) }
        } onTrial: { done, total in
            if progress.isInteractive { progress.writeProgress("\(done.grouped) of \(total.grouped)") }
        }
        let report = try await run.run()
        if isQuiet {
            try printJSON(report)
        } else {
            for finding in report.findings { terminal.write(finding) }
        }
        guard report.isGood else { throw ExitCode(ExitStatus.failed.rawValue) }
        if report.interrupted { throw ExitCode(ExitStatus.tryLater.rawValue) }
    }

    private func runMatrix(_ stop: StopFlag) async throws {
        let terminal = Terminal.standardOutput
        if !json.isOn { terminal.write(terminal.paint(CrashMatrixReport.head, .bold)) }
        let isQuiet = json.isOn
        let matrix = CrashMatrix(binaries: try .besideThisProgram(), stop: stop, seed: seed) { cell in
            if !isQuiet { terminal.write(CrashMatrixReport.line(cell, on: terminal)) }
        }
        var cells: [CrashCell] = []
        for mode in mode.modes { cells += try await matrix.run(mode) }
        let report = CrashMatrixReport(cells)
        if json.isOn {
            try printJSON(report)
        } else {
            terminal.write(report.summary)
        }
        guard report.isGood else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}
