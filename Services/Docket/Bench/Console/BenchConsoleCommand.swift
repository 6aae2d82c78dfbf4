import ArgumentParser
import DocketInstallation
import Foundation

/// `docket bench console`.
struct BenchConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Measure the console: the state at any position, and the page in a real browser.",
        discussion: """
            Plays a few orders in both modes, fills the log with copies of their messages,
            and opens the page in Chromium (chromium, chromium-browser or google-chrome on
            the PATH, or what CHROMIUM names), without a window. Figures of frames depend on
            the machine: a browser without a graphics card draws on the processors that
            everything else needs too.

            \(ConsoleFigure.guide)

            \(BenchOptions.jsonGuide)

            Examples:
              docket bench console --runs 3
              docket bench console --runs 1 --live-rate 200 --live-seconds 900
            """)

    @Option(help: .init("How many messages the log gets.", valueName: "messages"))
    var messages = 1_000_000
    @Option(help: .init("How long the rail is dragged.", valueName: "seconds"))
    var scrubSeconds = 10
    @Option(help: .init("How long orders go through.", valueName: "seconds"))
    var liveSeconds = 10
    @Option(help: .init("Orders a second.", valueName: "rate"))
    var liveRate = 2_000

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (5_000...20_000_000).contains(messages) else { throw ValidationError("--messages is 5000 to 20000000") }
        guard (1...86_400).contains(scrubSeconds), (1...86_400).contains(liveSeconds) else {
            throw ValidationError("--scrub-seconds and --live-seconds are 1 to 86400")
        }
        guard (1...20_000).contains(liveRate) else { throw ValidationError("--live-rate is 1 to 20000") }
    }

    func run() async throws {
        let plan = ConsoleBench.Plan(
            messages: messages, scrubSeconds: scrubSeconds, liveSeconds: liveSeconds, liveRate: liveRate)
        let browser = try MeasuringBrowser.find()
        let binaries = try Binaries.besideThisProgram()
        try options.show(
            try await options.measure { session in
                try await ConsoleBench(session: session, plan: plan, browser: browser, binaries: binaries).figures()
            })
    }
}
