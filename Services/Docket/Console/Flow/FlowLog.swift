import Contracts
import Decisions
import DocketInstallation
import DurableSQLite
import EventSourcing
import Foundation
import GRDB
import Instants
import Messaging
import Synchronization

/// The log of an installation, folded: read once from its beginning, and then as far as it grows.
final class FlowLog: Sendable {
    private struct Contents {
        var history = FoldHistory(Flow())
        var reader = FlowReader()
        var durations = Durations()

        /// A row may be damaged: what cannot be read of it is something that has no name here.
        mutating func takeUp(_ row: Row) {
            guard let position = try? row.decode(Int64.self, atIndex: 0), position > history.last ?? 0 else { return }
            func text(_ column: Int) -> String { (try? row.decode(String.self, atIndex: column)) ?? "" }
            let time = (try? row.decode(Int64.self, atIndex: 1)) ?? history.latest.time
            let entry = reader.entry(time: time, type: text(2), mode: text(3), subject: text(4))
            durations.take(entry, at: position)
            history.append(entry, at: position)
        }
    }

    private static let page = 20_000
    /// How many entries are looked through for the last orders.
    private static let lookBack = 20_000

    private let contents = Mutex(Contents())
    private let queue: DatabaseQueue

    /// - Throws: ``UnreadableFile`` if the directory has no log.
    init(_ installation: Installation) throws {
        queue = try DataFile.bus.naming(DataFile.bus.check(in: installation.path)) {
            try ServiceDatabase.openReadOnly(installation.bus)
        }
    }

    /// Takes up one page of what the log has more than is known.
    ///
    /// - Returns: How many messages that were; 0 at the end.
    @discardableResult
    func takeUp() throws -> Int {
        let last = contents.withLock { $0.history.last ?? 0 }
        return try queue.read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT position, time, type, mode, subject FROM messages WHERE position > ? ORDER BY position LIMIT ?",
                arguments: [last, Self.page])
            var read = 0
            while let row = try rows.next() {
                contents.withLock { $0.takeUp(row) }
                read += 1
            }
            return read
        }
    }

    /// Lets go of the file. What is known stays.
    func close() {
        // It is closed with this object in any case.
        try? queue.close()
    }

    /// How far the log reaches, known here or not.
    func end() throws -> Int64 { try queue.read { try Int64.fetchOne($0, sql: "SELECT max(position) FROM messages") ?? 0 } }

    /// How far the log is known.
    var last: Int64 { contents.withLock { $0.history.last ?? 0 } }
    /// 1, or where a compacted log begins.
    var first: Int64 { contents.withLock { $0.history.first ?? 0 } }

    /// The state at a position; `nil` for the latest.
    func state(at position: Int64? = nil) -> FlowView {
        contents.withLock { contents in
            let last = contents.history.last ?? 0
            guard let position, position < last else { return FlowView(contents.history.latest, at: last) }
            return FlowView(contents.history.state(at: position), at: position)
        }
    }

    /// The two modes held against each other. Sorting a hundred thousand times takes a while, in which the log is not kept from others.
    func comparison(at position: Int64?) -> Comparison {
        let (at, flow, durations) = contents.withLock { contents in
            let at = min(position ?? .max, contents.history.last ?? 0)
            return (at, contents.history.state(at: at), contents.durations.taken(upTo: at))
        }
        return Comparison(flow, durations.map { $0.sorted() }, at: at)
    }

    /// Entries after a position, oldest first.
    func entries(after position: Int64, limit: Int) -> [FlowEntryView] {
        contents.withLock { contents in
            let start = contents.history.count(upTo: position)
            return contents.history[start..<(start + limit)].map { FlowEntryView(position: $0.position, entry: $0.entry) }
        }
    }

    /// The newest entries after a position, and how many more there are before them.
    func newest(after position: Int64, upTo last: Int64, limit: Int) -> (entries: [FlowEntryView], skipped: Int) {
        contents.withLock { contents in
            let (start, end) = (contents.history.count(upTo: position), contents.history.count(upTo: last))
            let first = max(start, end - limit)
            guard first < end else { return ([], 0) }
            return (contents.history[first..<end].map { FlowEntryView(position: $0.position, entry: $0.entry) }, first - start)
        }
    }

    /// The orders that something happened to last, up to a position, newest first.
    func recentOrders(at position: Int64, limit: Int) -> [RecentOrder] {
        contents.withLock { contents in
            var (known, found): (Set<UInt32>, [RecentOrder]) = ([], [])
            let end = contents.history.count(upTo: position)
            for (position, entry) in contents.history[max(0, end - Self.lookBack)..<end].reversed() where entry.isAboutOrder {
                guard known.insert(entry.order).inserted else { continue }
                found.append(RecentOrder(entry, at: position))
                if found.count == limit { break }
            }
            return found
        }
    }

    /// Where a cursor goes from here: to the next entry, or the one before; of one order, or of any.
    func neighbour(of position: Int64, order: UInt32?, forwards: Bool) -> Int64? {
        contents.withLock { contents in
            let history = contents.history
            let isOfOrder: ((position: Int64, entry: Flow.Entry)) -> Bool = { order == nil || $0.entry.order == order }
            return forwards
                ? history[history.count(upTo: position)..<history.count].first(where: isOfOrder)?.position
                : history[0..<history.count(upTo: position - 1)].last(where: isOfOrder)?.position
        }
    }

    /// The density of the log: so many messages of each mode in each of `count` stretches of the same number of messages.
    func stretches(_ count: Int) -> [Stretch] {
        contents.withLock { contents in
            let total = contents.history.count
            guard total > 0, count > 0 else { return [] }
            let parts = min(count, total)
            return (0..<parts).map { part in
                let range = (total * part / parts)..<(total * (part + 1) / parts)
                return Stretch(contents.history[range])
            }
        }
    }
}
