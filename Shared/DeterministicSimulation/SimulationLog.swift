import Foundation
import Logging
import Synchronization

/// What happened, line by line, if it is wanted. The same seed gives the same bytes.
public final class SimulationLog: Sendable {
    private let clock: VirtualClock
    private let lines = Mutex<[String]>([])

    public init(_ clock: VirtualClock) { self.clock = clock }

    /// Adds a line, with the time of now.
    public func record(_ who: String, _ what: String) {
        let time = String(format: "%10.3f", clock.elapsed)
        let name = who.count < 9 ? who + String(repeating: " ", count: 9 - who.count) : who
        lines.withLock { $0.append("\(time)  \(name) \(what)") }
    }

    /// The lines so far; each is given once.
    public func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }

    /// A logger whose lines become part of the story.
    func logger(_ service: String) -> Logger {
        Logger(label: service) { [self] label in SimulationLogHandler(service: label, log: self) }
    }
}

/// Turns a service's own log into lines of a story.
private struct SimulationLogHandler: LogHandler {
    let service: String
    let log: SimulationLog
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = event.metadata ?? [:]
        func text(_ key: String) -> String? { values[key].map { "\($0)" } }
        var line = "\(event.message)"
        if let type = text("type") { line += " \(type)" }
        if let subject = text("subject") { line += " of \(subject)" }
        if let outcome = text("outcome") { line += ": \(outcome)" }
        if let attempt = text("attempt") { line += " (attempt \(attempt))" }
        if let reason = text("reason") { line += ", \(reason)" }
        if let published = text("published") { line += " -> \(published)" }
        log.record(service, line)
    }
}
