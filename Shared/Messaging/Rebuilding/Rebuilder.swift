public import Decisions
public import EventBus
import Foundation
public import GRDB

/// Makes the database of a service again by running its handler over the log, and sends nothing.
///
/// Both what the service took and what it published are in the log, and what it published is there in the order in which it was decided. So:
/// - a message is handled when the first answer to it comes along in the log, which is when the service came to handle it, however late
///   that was; what has no answer is handled in the order of the log;
/// - if the handler would publish something else than the log has, **the log wins**, and the report says so;
/// - a message that the handler would answer and the log has no answer to was not handled, or the answer never left: it is left to
///   be tried again, and later messages of the same order wait behind it, as they would in a running service;
/// - own messages that no message led to are taken up at their place (``RebuildableHandler/restore(_:cause:in:)``).
///
/// These columns may differ from the lost file by nature, all times: `inbox.handled_at`, `updated_at` and `audit.at` where handling a
/// message published nothing (the log has no time of it; the message's own is taken), and `timers` of timeouts that had fired before without
/// a trace. Not in the log, so not made again: idempotency keys, records of interventions, what people did to dead letters.
///
/// Used inside the caller's write transaction; it belongs to one thread.
public final class Rebuilder {
    let handler: any RebuildableHandler
    private let source: String
    private let ownTypes: Set<String>
    /// What the service takes: made once, because it is asked for every message.
    private let takes: MessageFilter
    let sources: Sources
    let db: Database
    let state: any RebuiltState
    var inbox: InboxRows
    /// What was done so far.
    public internal(set) var report: RebuildReport
    /// Read and not handled yet, oldest first, from `head` on.
    var queue: [LoggedMessage] = []
    var head = 0
    var blocked: [String: [LoggedMessage]] = [:]
    private var blockedIDs: [String: String] = [:]
    var waiting: [String: Int] = [:]
    /// What the log has too little of: it was raised to a person, and nothing more is done about it.
    var lost: Set<String> = []
    /// What was taken up in part, by subject: the rest is still to come.
    var inPart: [String: LoggedMessage] = [:]
    private var dropped = 0
    private var group: [LoggedMessage] = []
    var clock = Date.distantPast
    var timeouts: [String: Timers.Timer] = [:]
    var reached: Position = 0
    /// The last that the service has published.
    private var lastPublication: Publication?
    /// What the service published before this place has been applied.
    var horizon: Position = 0

    /// What is asked for now and then, beside the log itself.
    public struct Sources {
        /// The position of the message with this id in the log; `nil` if it is not there.
        public var place: (String) throws -> Position?
        /// The full message that a notice leaves out.
        public var details: (any Message) throws -> any Message
        public init(
            place: @escaping (String) throws -> Position?, details: @escaping (any Message) throws -> any Message
        ) {
            self.place = place
            self.details = details
        }
    }

    /// - Parameter db: Of a database that has the service's tables and nothing in them.
    public init(_ handler: any RebuildableHandler, into db: Database, sources: Sources) {
        self.handler = handler
        self.db = db
        self.sources = sources
        source = "/\(handler.service)"
        state = handler.makeState()
        inbox = InboxRows(consumer: handler.service)
        ownTypes = Self.ownTypes(of: handler)
        takes = handler.subscription.filter
        report = RebuildReport(service: handler.service)
    }

    /// What is to be read from the bus: what the service takes, and what it publishes.
    public static func filter(of handler: any RebuildableHandler) -> MessageFilter {
        let takes = handler.subscription.filter
        let own = ownTypes(of: handler)
        return MessageFilter(byMode: takes.byMode.mapValues { $0.union(own) }, otherwise: takes.otherwise.union(own))
    }

    /// What the messages of the log are read with.
    public static func types(of handler: any RebuildableHandler) -> MessageTypes {
        MessageTypes(handler.types + handler.publishes)
    }

    private static func ownTypes(of handler: any RebuildableHandler) -> Set<String> {
        Set(handler.publishes.map { $0.name })
    }

    /// Takes the next message of the log.
    public func take(_ recorded: LoggedMessage) throws {
        let envelope = recorded.envelope
        report.upTo = recorded.position
        if envelope.source == source, ownTypes.contains(envelope.type) {
            lastPublication = Publication(position: recorded.position, id: envelope.id)
            if let first = group.first?.envelope,
                first.causationID != envelope.causationID || first.traceparent != envelope.traceparent
            {
                try finishGroup()
            }
            group.append(recorded)
        } else if takes.takes(envelope) {
            waiting[envelope.id] = dropped + queue.count
            queue.append(recorded)
        }
    }

    /// Ends the replay.
    ///
    /// - Parameters:
    ///   - acknowledged: The service is known to have read the log up to here.
    ///   - end: The log was read up to here.
    ///   - log: The log that was read: from now on the service belongs to it.
    ///   - isPast: True to take what would publish nothing as handled up to the end: for a look at how things stood.
    public func finish(acknowledged: Position, end: Position, log: LogID, isPast: Bool = false) throws {
        try finishGroup(isLast: true)
        report.upTo = end
        horizon = end + 1
        for first in inPart.values.sorted(by: { $0.position < $1.position }) { try raise(first) }
        var checkpoint = max(acknowledged, reached)
        while head < queue.count, isPast || queue[head].position <= checkpoint {
            let next = queue[head]
            head += 1
            if try handleSilently(next) { checkpoint = max(checkpoint, next.position) }
        }
        if isPast { checkpoint = end }
        try queueRetries(upTo: checkpoint)
        try state.write(to: db)
        try inbox.write(to: db)
        try Timers.add(timeouts.values, in: db)
        report.checkpoint = checkpoint
        try Checkpoint.save(checkpoint, of: handler.service, in: db)
        try LogBinding(log: log, published: lastPublication).save(in: db)
    }

    private func queueRetries(upTo checkpoint: Position) throws {
        for (_, messages) in blocked {
            for (number, message) in messages.enumerated() {
                try RetryQueue.add(
                    RetryQueue.Entry(position: message.position, envelope: message.envelope, attempts: 0),
                    due: number == 0 ? clock : nil, error: number == 0 ? "the log has no answer to it" : nil, in: db)
                report.leftToTry += 1
            }
        }
    }

    // MARK: What was published

    /// - Parameter isLast: Nothing that the service published comes behind it: what else its handling would publish was on its way to the bus.
    private func finishGroup(isLast: Bool = false) throws {
        guard let first = group.first else { return }
        let record = try restoreInterventions()
        let published = group
        group = []
        horizon = first.position
        clock = first.envelope.time
        guard !published.isEmpty else { return }
        guard let cause = first.envelope.causationID, record == nil else { return try takeUp(published, cause: nil, by: record) }
        if let number = waiting[cause] {
            while dropped + head < number { try sweep() }
            let input = queue[head]
            head += 1
            waiting[cause] = nil
            try handle(input, toPublish: published, isLast: isLast)
            compactQueue()
        } else if let key = blockedIDs.removeValue(forKey: cause),
            let index = blocked[key]?.firstIndex(where: { $0.envelope.id == cause }),
            let input = blocked[key]?.remove(at: index)
        {
            try handle(input, toPublish: published, isLast: isLast)
            try release(key)
        } else {
            try takeUp(published, cause: nil)
        }
    }

    /// Takes the records of what people did out of the group, puts them back where they were, and returns the last of them.
    private func restoreInterventions() throws -> InterventionRecorded? {
        var last: InterventionRecorded?
        report.own += group.count
        let type = InterventionRecorded.name
        let records = group.filter { $0.envelope.type == type }
        guard !records.isEmpty else { return nil }
        for recorded in records {
            guard let record = try? recorded.message.get() as? InterventionRecorded else {
                disagree([recorded], "it cannot be read and was passed over")
                continue
            }
            let envelope = recorded.envelope
            try Interventions.restore(record, at: envelope.time, correlationID: envelope.correlationID, in: db)
            last = record
        }
        group.removeAll { $0.envelope.type == type }
        return last
    }

    private func compactQueue() {
        guard head > 4096, head * 2 > queue.count else { return }
        queue.removeFirst(head)
        dropped += head
        head = 0
    }

    private func sweep() throws {
        let next = queue[head]
        head += 1
        waiting[next.envelope.id] = nil
        try handleSilently(next)
    }

    private func release(_ key: String) throws {
        guard let messages = blocked.removeValue(forKey: key) else { return }
        for message in messages {
            blockedIDs[message.envelope.id] = nil
            try handleSilently(message)
        }
    }

    func block(_ recorded: LoggedMessage) {
        blocked[recorded.envelope.partitionKey, default: []].append(recorded)
        blockedIDs[recorded.envelope.id] = recorded.envelope.partitionKey
    }
}
