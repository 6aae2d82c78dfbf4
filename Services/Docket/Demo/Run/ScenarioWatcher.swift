import DocketInstallation
import DocketSupervisor
import Foundation

/// Reports processes that end and come back and answers that did not come, and keeps the services' log lines.
struct ScenarioWatcher: SupervisorWatcher {
    let files: LogFiles
    let timeline: ScenarioTimeline

    func logged(_ line: String, by service: ServiceName) {
        files.append(line, of: service)
        if line.contains(#""timeout fired""#) { tellTimeout(line, of: service) }
    }

    func happened(_ event: SupervisorEvent) {
        switch event {
        case .ended(let service, let end): timeline.note("docket", "\(service) \(end)")
        case .ready(let service, _, _): timeline.note("docket", "\(service) is ready")
        case .slow(let service, _): timeline.note("docket", "\(service) is still not ready")
        case .started, .startsAgain: break
        }
    }

    /// A question asked again has the id of the first, so it does not appear on the bus; only the log line shows it.
    private func tellTimeout(_ line: String, of service: ServiceName) {
        struct Entry: Decodable {
            var correlationId: String
            var outcome: String
            var published: String?
        }
        // A line of another shape is for the log file only.
        guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)), entry.outcome == "advanced" else {
            return
        }
        let order =
            entry.correlationId.hasPrefix(ScenarioTimeline.correlationPrefix)
            ? String(entry.correlationId.dropFirst(ScenarioTimeline.correlationPrefix.count)) : nil
        timeline.note(service.rawValue, "no answer in time", order: order, detail: entry.published.map { "says \($0)" })
    }
}
