import Decisions
import Logging

/// Writes one log line for each thing a step did, after the step has committed: the log never shows what did not happen.
struct StepLog {
    struct Entry {
        var what: Logger.Message
        /// Message type, name of the call, or `timeout`.
        var name: String
        var subject: String?
        var origin: Origin
        var messageID: String?
        var outcome: Outcome
        var published: [String]
        var attempts: Int
        var took: Duration
    }

    let logger: Logger

    func write(_ entries: [Entry]) {
        for entry in entries {
            let level = level(of: entry.outcome)
            guard level >= logger.logLevel else { continue }
            logger.log(level: level, entry.what, metadata: metadata(of: entry))
        }
    }

    private func level(of outcome: Outcome) -> Logger.Level {
        switch outcome {
        case .advanced, .ignored, .refused, .duplicate: .info
        case .waiting, .withoutDetails: .notice
        case .failed: .warning
        case .deadLettered: .error
        }
    }

    private func metadata(of entry: Entry) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            LogKeys.type: .string(entry.name),
            LogKeys.outcome: .string(entry.outcome.label),
            LogKeys.correlationID: .string(entry.origin.correlationID),
            LogKeys.mode: .string(entry.origin.mode.rawValue),
        ]
        if let messageID = entry.messageID { metadata[LogKeys.messageID] = .string(messageID) }
        if let subject = entry.subject { metadata[LogKeys.subject] = .string(subject) }
        if !entry.published.isEmpty { metadata[LogKeys.published] = .string(entry.published.joined(separator: ",")) }
        if let reason = entry.outcome.reason { metadata[LogKeys.reason] = .string(reason) }
        if entry.attempts > 1 { metadata[LogKeys.attempt] = .stringConvertible(entry.attempts) }
        return metadata
    }
}
