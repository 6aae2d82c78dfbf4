import ArgumentParser
import DocketCommandLine
import Foundation

/// `docket bench all`.
struct BenchAllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Take every figure, and write a report.",
        discussion: """
            Runs docket bench bus, docket bench store and docket bench flow, one after the
            other, in about twelve minutes, prints one table, and with --report writes it to
            a file as Markdown, with the machine, the date, and which goals are met.

            \(BenchOptions.jsonGuide)
            """)

    @Option(help: .init("Write the figures to this file, as Markdown.", valueName: "file"))
    var report: String?

    @OptionGroup var options: BenchOptions

    func run() async throws {
        try checkReport()
        let program = try BenchPeer.thisProgram()
        let result = try await options.measure { session in
            var figures: [Figure] = []
            figures += try await BusBench(session: session, program: program).figures()
            figures += try await StoreBench(session: session).figures()
            figures += try await FlowBench(plan: FlowPlan(runs: session.runs, seed: session.seed), session).figures()
            return figures
        }
        if let report {
            try Data(result.markdown(at: Date()).utf8).write(to: URL(filePath: report), options: .atomic)
        }
        try options.show(result)
    }

    /// Better now than after minutes of measuring.
    private func checkReport() throws {
        guard let report else { return }
        let directory = URL(filePath: report).deletingLastPathComponent().path(percentEncoded: false)
        guard FileManager.default.isWritableFile(atPath: directory) else {
            throw ToolFailure(.usage, "cannot write \(report): \(directory) is no directory that can be written")
        }
    }
}
