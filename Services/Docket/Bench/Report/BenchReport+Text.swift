import DocketCommandLine
import Foundation

extension BenchReport {
    /// What `docket bench` prints.
    func text(on terminal: Terminal) -> String {
        [BenchTable(figures).text(on: terminal), "", terminal.paint(Self.legend, .dim), terminal.paint(machine.text, .dim)]
            .joined(separator: "\n")
    }

    /// What `docket bench all --report` writes.
    func markdown(at time: Date) -> String {
        let judged = figures.compactMap { figure in Goal.of(figure.name).map { $0.isMet(by: figure) } }
        return """
            # Figures of Docket

            Taken on \(time.formatted(.iso8601)) with `docket bench all`: \(machine.text).

            \(BenchTable(figures).markdown)

            \(judged.count { $0 }) of \(judged.count) goals are met. \(Self.legend)

            """
    }

    private static let legend = """
        Value: the median of the runs. Baseline: the plainest possible program for the same work, in the same run. \
        Ratio: value through baseline. What each figure means: docket bench --help.
        """
}

extension BenchReport.Machine {
    /// `2 processors, 8 GB, Debian GNU/Linux 12, SQLite 3.40.1, release build, on ext4 of /dev/vda`
    var text: String {
        var parts = [
            "\(processors) processors", "\((memoryBytes + (1 << 29)) >> 30) GB", system, "SQLite \(sqlite)", "\(build) build",
        ]
        if let disk { parts.append("on \(disk)") }
        return parts.joined(separator: ", ")
    }
}
