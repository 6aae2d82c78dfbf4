import Contracts
import Logging

/// Writes one log line for each thing a step did, after the step has committed: the log never tells of what did not happen.
struct StepLog {
    struct Entry {
        var what: Logger.Message
        /// Message type, name of the call, or `watch`.
        var name: String
        var subject: String?
        var origin: Origin
        var messageID: String?
        var outcome: Outcome
        var said: [String]
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
        case .waiting: .notice
        case .failed: .warning
        case .deadLettered: .error
        }
    }

    private func metadata(of entry: Entry) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            LogKey.type: .string(entry.name),
            LogKey.outcome: .string(entry.outcome.label),
            LogKey.correlationID: .string(entry.origin.correlationID),
            LogKey.workflow: .string(entry.origin.workflow.rawValue),
        ]
        if let messageID = entry.messageID { metadata[LogKey.messageID] = .string(messageID) }
        if let subject = entry.subject {
            if subject.hasPrefix("Order-") {
                metadata[LogKey.orderID] = .string(String(subject.dropFirst(6)))
            } else {
                metadata[LogKey.subject] = .string(subject)
            }
        }
        if !entry.said.isEmpty { metadata[LogKey.said] = .string(entry.said.joined(separator: ",")) }
        if let reason = entry.outcome.reason { metadata[LogKey.reason] = .string(reason) }
        if entry.attempts > 1 { metadata[LogKey.attempts] = .stringConvertible(entry.attempts) }
        return metadata
    }
}
