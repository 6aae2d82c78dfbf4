import Foundation

/// Tells of processes that end and come back and of answers that did not come, and keeps the services' log lines.
struct StageWatcher: SupervisorWatcher {
    let files: LogFiles
    let story: Storyboard

    func logged(_ line: String, by service: ServiceName) {
        files.append(line, of: service)
        if line.contains(#""watch fired""#) { tellWatch(line, of: service) }
    }

    func happened(_ event: SupervisorEvent) {
        switch event {
        case .ended(let service, let end): story.note("docket", "\(service) \(end)")
        case .ready(let service, _, _): story.note("docket", "\(service) is ready")
        case .slow(let service, _): story.note("docket", "\(service) is still not ready")
        case .started, .startsAgain: break
        }
    }

    /// A question asked again has the id of the first, so it does not appear on the bus; only the log line tells of it.
    private func tellWatch(_ line: String, of service: ServiceName) {
        struct Entry: Decodable {
            var correlationId: String
            var outcome: String
            var said: String?
        }
        // A line of another shape is for the log file only.
        guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)), entry.outcome == "advanced" else {
            return
        }
        let order =
            entry.correlationId.hasPrefix(Storyboard.correlationPrefix)
            ? String(entry.correlationId.dropFirst(Storyboard.correlationPrefix.count)) : nil
        story.note(service.rawValue, "no answer in time", order: order, detail: entry.said.map { "says \($0)" })
    }
}
