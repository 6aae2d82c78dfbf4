import Contracts
import Decisions
import DocketCommandLine

/// What `docket demo` shows on the terminal.
enum DemoConsole {
    private static let terminal = Terminal.standardOutput

    static func announce(_ scenario: Scenario, _ mode: CoordinationMode) {
        terminal.write("")
        terminal.write(terminal.paint("\(scenario.title) (\(scenario.id), \(mode.rawValue))", .bold))
        terminal.write(scenario.story.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    }

    static let write: @Sendable (TimelineEntry) -> Void = { line in
        terminal.write(line.text(on: terminal))
    }

    static func conclude(_ result: DemoResult) {
        if result.passed {
            terminal.write(terminal.paint("  ended as expected", .green) + " after \(Duration.seconds(result.seconds).asSeconds)")
        } else {
            terminal.write(terminal.paint("  did not end as expected:", .red))
            for difference in result.differences { terminal.write("    - \(difference)") }
        }
        if let directory = result.dataDirectory { terminal.write("  data kept in \(directory)") }
    }

    /// A line for each run, once there is more than one.
    static func summarise(_ results: [DemoResult]) {
        guard results.count > 1 else { return }
        terminal.write("")
        for result in results {
            let mark = result.passed ? terminal.paint("as expected", .green) : terminal.paint("NOT as expected", .red)
            let time = Duration.seconds(result.seconds).asSeconds.leftPadded(to: 8)
            terminal.write("\(result.scenario.padded(to: 24)) \(result.mode.rawValue.padded(to: 14)) \(time)  \(mark)")
        }
    }
}
