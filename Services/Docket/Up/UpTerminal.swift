import DocketCommandLine
import DocketInstallation
import DocketSupervisor
import ServiceKit

/// What `docket up` shows: the services' lines with their name in front, and the supervisor's own words between them.
struct UpTerminal: SupervisorWatcher {
    let files: LogFiles
    /// For its colours.
    let terminal: Terminal
    /// A log line is in its file first, and no service waits until it is shown.
    let output: LogOutput
    /// Only what the supervisor says, no log lines.
    let isQuiet: Bool

    func logged(_ line: String, by service: ServiceName) {
        files.append(line, of: service)
        guard !isQuiet else { return }
        let text = LogLine(line)?.compact(on: terminal) ?? line
        output.write("\(prefix(service)) \(text)")
    }

    func happened(_ event: SupervisorEvent) {
        switch event {
        case .started(let service, let pid):
            report(service, terminal.paint("starts, process \(pid)", .dim))
        case .ready(let service, _, let address):
            report(service, terminal.paint("ready at \(address)", .green))
        case .slow(let service, let pid):
            report(service, terminal.paint("process \(pid) is still not ready; see its log lines", .yellow))
        case .ended(let service, let end):
            report(service, terminal.paint("\(end)", end == .exited(0) ? .dim : .red))
        case .startsAgain(let service, let pause):
            report(service, terminal.paint("starts again in \(pause.asSeconds)", .yellow))
        }
    }

    private func report(_ service: ServiceName, _ text: String) {
        output.write("\(prefix(service)) \(terminal.paint("docket ", .dim)) \(text)")
    }

    private func prefix(_ service: ServiceName) -> String {
        terminal.paint("\(service.column)|", service.colour)
    }
}
