import DurableSQLite
public import EventBus
public import GRDB
import Instants

/// Compares what a service's database knows with what the log knows of the service.
///
/// Three facts on each side make it certain: which log it is, how far the service has read, and the last message that it has published.
/// The log learns them when the service acknowledges and publishes, the database in the transactions of the effects; so whichever of the
/// two is put back to an older state, the other one knows more.
public struct HistoryCheck {
    /// What the log says about one service.
    struct Log {
        var id: LogID
        var end: Position
        var compacted: Position
        var published: Publication?
        var acknowledged: Position

        init(_ bus: any EventBus, _ service: String) throws(BusError) {
            id = try bus.identity()
            published = try bus.lastPublished(by: "/\(service)")
            let statistics = try bus.statistics()
            (end, compacted) = (statistics.last, statistics.compacted)
            acknowledged = statistics.consumers.first { $0.name == service }?.position ?? 0
        }
    }

    private static let page = 1_000

    /// For a service that runs, or may: what the log has is read first, so that what the service does meanwhile is no mismatch; how far
    /// the log goes is read once more, last, for the same reason.
    ///
    /// - Parameter history: Reads the service's database.
    /// - Returns: `nil` if they fit together.
    public static func compare(
        _ service: String, with bus: any EventBus, _ history: () throws -> ServiceHistory
    ) throws -> HistoryMismatch? {
        let log = try Log(bus, service)
        let history = try history()
        return try compare(history, log, end: bus.statistics().last, bus)
    }

    private static func compare(
        _ history: ServiceHistory, _ log: Log, end: Position, _ bus: any EventBus
    ) throws -> HistoryMismatch? {
        guard let binding = history.binding, history.isUsed || binding.log == log.id || binding.published != nil else {
            // New, as far as it knows.
            guard history.isUsed else {
                if log.compacted > 0 { return .compacted(upTo: log.compacted, read: 0) }
                return log.published != nil || log.acknowledged > 0 ? .isLost : nil
            }
            // Of an older format: it does not know what it has published, and is believed.
            return place(history, log, end: end)
        }
        guard binding.log == log.id else { return .anotherLog(binding.log, found: log.id) }
        if let mismatch = place(history, log, end: end) { return mismatch }
        guard let published = binding.published else {
            return try unknown(of: history, after: 0, log, bus)
        }
        guard published.position <= end else { return .logEnds(at: end, before: published.position) }
        if published.position > log.compacted, try id(at: published.position, bus) != published.id {
            return .logDiffers(at: published.position)
        }
        return try unknown(of: history, after: published.position, log, bus)
    }

    private static func place(_ history: ServiceHistory, _ log: Log, end: Position) -> HistoryMismatch? {
        if history.position > end { return .logEnds(at: end, before: history.position) }
        if history.position < log.acknowledged {
            return .forgotReading(upTo: log.acknowledged, known: history.position)
        }
        return history.position < log.compacted ? .compacted(upTo: log.compacted, read: history.position) : nil
    }

    /// What the service has published after the last message that it knows of must stand in its outbox: it left there before a crash.
    private static func unknown(
        of history: ServiceHistory, after position: Position, _ log: Log, _ bus: any EventBus
    ) throws -> HistoryMismatch? {
        guard let last = log.published, last.position > position else { return nil }
        guard history.unsent.contains(last.id) else { return .forgotPublishing(at: last.position, known: position) }
        var from = position
        while from < last.position {
            let page = try bus.read(after: from, matching: nil, limit: Self.page)
            let stray = page.messages.first { message in
                // A bus may deliver what it delivered before.
                message.position > position && message.position <= last.position && message.envelope.source == history.source
                    && !history.unsent.contains(message.envelope.id)
            }
            if let stray { return .forgotPublishing(at: stray.position, known: position) }
            from = page.upTo
            if page.isEnd { break }
        }
        return nil
    }

    private static func id(at position: Position, _ bus: any EventBus) throws -> String? {
        try bus.read(after: position.subtractingSaturating(1), matching: nil, limit: 1).messages.first {
            $0.position == position
        }?.envelope.id
    }

    /// Binds a database that belongs to no log yet, or makes sure that it belongs to this one. For the start of a service, before it
    /// handles anything.
    ///
    /// - Throws: ``HistoryMismatch``, and what the database and the bus throw.
    public static func bind(_ service: String, _ database: any DatabaseWriter, to bus: any EventBus) throws {
        let known = try compare(service, with: bus) {
            try database.inCachedTransaction { db in try ServiceHistory(service: service, in: db) }
        }
        if let known { throw known }
        try database.inCachedTransaction { db in
            let log = try bus.identity()
            guard try LogBinding.load(in: db)?.log != log else { return }
            try LogBinding(log: log, published: bus.lastPublished(by: "/\(service)")).save(in: db)
        }
    }
}
