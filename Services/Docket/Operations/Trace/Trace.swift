import CompactJSON
package import Contracts
import DocketInstallation
import EventBus
import Foundation
import GRDB
import Instants

/// Everything that the files of an installation know about one order, or one conversation, in the order in which it happened.
package struct Trace: Sendable {
    /// What is traced.
    package enum Subject: Sendable, Hashable {
        case order(OrderID)
        case correlation(String)

        /// A number is an order, and so is the name of its stream; anything else is a correlation id.
        package init(_ text: String) {
            let order = Int(text).flatMap { OrderID($0) } ?? OrderID(stream: text)
            self = order.map(Subject.order) ?? .correlation(text)
        }
    }

    package var subject: Subject
    /// Oldest first. Of what happened in the same microsecond, the cause comes first.
    package var entries: [TraceEntry]

    /// - Parameter readsLogs: False leaves out what only the logs of the services know, the calls from outside: it takes as long as the logs are.
    /// - Throws: ``UnreadableFile``.
    package static func load(_ subject: Subject, dataDirectory: String, readsLogs: Bool = true) throws -> Trace {
        try Snapshot.read(dataDirectory) { snapshot in
            let sources = try TraceSources(subject, snapshot.db)
            let stored =
                try sources.messages() + sources.handlings() + sources.events() + sources.decisions()
                + sources.failures() + sources.interventions()
            let logs = TraceLogs(orders: sources.orders, correlations: sources.correlations)
            let logged = readsLogs ? logs.read(in: dataDirectory) : []
            let (handled, others) = explained(stored, by: logged)
            return Trace(subject: subject, entries: ordered(handled + atTheirBeginnings(others, stored)))
        }
    }

    /// Why nothing followed from a message is in the log; it is shown where the message was handled, not once more below.
    private static func explained(
        _ stored: [TraceEntry], by logged: [TraceEntry]
    ) -> (stored: [TraceEntry], others: [TraceEntry]) {
        var reasons: [String: String] = [:]
        var others: [TraceEntry] = []
        for line in logged {
            if line.kind == .handled {
                reasons["\(line.service) \(line.messageId ?? "")"] = line.detail
            } else {
                others.append(line)
            }
        }
        let explained = stored.map { entry in
            var entry = entry
            if entry.kind == .handled { entry.detail = reasons["\(entry.service) \(entry.messageId ?? "")"] }
            return entry
        }
        return (explained, others)
    }

    /// The log has a call when it was answered, and a reader looks for it where it began: before the first thing that it led to.
    ///
    /// What a call led to in its own service has no message for a cause. Of two calls of one conversation the second began after the first
    /// was answered.
    static func atTheirBeginnings(_ entries: [TraceEntry], _ stored: [TraceEntry]) -> [TraceEntry] {
        var answered: [String: Int64] = [:]
        return byTime(entries).map { entry in
            guard entry.kind == .call else { return entry }
            let call = "\(entry.service) \(entry.correlationId ?? "")"
            defer { answered[call] = entry.microseconds }
            return atItsBeginning(entry, stored, after: answered[call] ?? .min)
        }
    }

    private static func atItsBeginning(_ entry: TraceEntry, _ stored: [TraceEntry], after last: Int64) -> TraceEntry {
        let effects = stored.filter {
            $0.correlationId == entry.correlationId && $0.service == entry.service && $0.causationId == nil && $0.kind != .handled
        }
        guard let first = effects.map(\.microseconds).filter({ $0 > last }).min(), first < entry.microseconds else {
            return entry
        }
        var call = entry
        let answered = String(format: "answered after %.1f ms", Double(entry.microseconds.subtractingSaturating(first)) / 1000)
        call.detail = [call.detail, answered].compactMap(\.self).joined(separator: ", ")
        call.microseconds = first
        return call
    }

    /// In the order of the log, and what followed from a message behind it, even where a clock that was set back says otherwise.
    static func ordered(_ entries: [TraceEntry]) -> [TraceEntry] {
        let sorted = behindTheirCauses(byTime(aligned(byTime(entries))))
        guard let start = sorted.first?.microseconds else { return [] }
        return sorted.map { entry in
            var entry = entry
            entry.offset = Double(entry.microseconds.subtractingSaturating(start)) / 1000
            entry.time = Date(microsecondsSince1970: entry.microseconds).timestamp
            return entry
        }
    }

    /// Of the same time, by rank, and then as it came: Swift's sort promises nothing about that, so the place is part of the key.
    private static func byTime(_ entries: [TraceEntry]) -> [TraceEntry] {
        entries.enumerated().sorted { left, right in
            (left.element.microseconds, left.element.kind.rank, left.offset)
                < (right.element.microseconds, right.element.kind.rank, right.offset)
        }.map(\.element)
    }

    /// Each entry is placed by its own time, but not before its cause, nor a message before the one that is before it in the log.
    private static func behindTheirCauses(_ entries: [TraceEntry]) -> [TraceEntry] {
        var placed: [String: (time: Int64, position: Int64)] = [:]
        var last = Int64.min
        for message in entries.filter({ $0.kind == .message }).sorted(by: { $0.position ?? 0 < $1.position ?? 0 }) {
            last = max(last, message.microseconds)
            if let id = message.messageId { placed[id] = (last, message.position ?? 0) }
        }
        return entries.enumerated().map { place, entry in
            let isMessage = entry.kind == .message
            let message = (isMessage || entry.kind == .handled ? entry.messageId : entry.causationId).flatMap { placed[$0] }
            let time = max(entry.microseconds, message?.time ?? .min)
            return (entry: entry, key: (time, message?.position ?? .min, isMessage ? 0 : 1, place))
        }
        .sorted { $0.key < $1.key }.map(\.entry)
    }

    /// A step has one time for all that it does, which the bus and the services round to a microsecond each in its own way.
    private static func aligned(_ entries: [TraceEntry]) -> [TraceEntry] {
        var latest: [String: Int64] = [:]
        return entries.map { entry in
            var entry = entry
            if let before = latest[entry.service], entry.microseconds.subtractingSaturating(before) <= 1 {
                entry.microseconds = before
            }
            latest[entry.service] = entry.microseconds
            return entry
        }
    }
}

extension TraceEntry.Kind {
    /// One step writes the same time on all it does: it takes a message up, decides, keeps what happened, and publishes it.
    fileprivate var rank: Int {
        switch self {
        case .call: 0
        case .handled, .failure, .byHand: 1
        case .decision: 2
        case .event: 3
        case .message: 4
        case .log: 5
        }
    }
}
