import Contracts
import DocketClient
import DocketCommandLine
import DocketLoad
import EventSourcing
import Foundation
import GRDB
import Messaging
import OrdersDomain
import OrdersService

/// How fast the event store is in a file of Orders.
enum StoreMeasurement {
    /// Commits that Docket makes before it is the plain program's turn.
    private static let turn = 40

    /// An empty store, opened as the service opens it.
    static func create(_ file: URL) throws -> DatabasePool {
        let pool = try ServiceDatabase.open(file)
        try pool.write { db in
            try EventStore.createTables(db)
            try Snapshots.createTable(db)
        }
        return pool
    }

    /// Appends all to both, in turns. Events a second.
    static func append(_ streams: BenchStreams, to pool: DatabasePool, beside plain: PlainStore, stop: StopFlag) throws -> Pair {
        var seconds = Pair(docket: 0, plain: 0)
        var rest = streams.commits[...]
        while !rest.isEmpty, !stop.isSet {
            let commits = rest.prefix(turn)
            rest = rest.dropFirst(turn)
            let rows = PlainStore.rows(commits)
            seconds.docket += try BenchClock.seconds { for commit in commits { try append(commit, to: pool) } }
            seconds.plain += try BenchClock.seconds { for range in rows.ranges { try plain.append(rows.rows, range) } }
        }
        let events = Double(streams.commits.reduce(0) { $0 + $1.count })
        return Pair(docket: events / seconds.docket, plain: events / seconds.plain)
    }

    /// Appends the events in one transaction.
    static func append(_ events: [BenchEvent], to pool: DatabasePool) throws {
        let store = EventStore()
        try pool.write { db in
            for event in events {
                let expected = event.version == 1 ? ExpectedVersion.noStream : .exactly(event.version - 1)
                try store.append([event.event], to: event.stream, expecting: expected, in: db)
            }
        }
    }

    /// Takes a snapshot of each order as it was some events before its last.
    static func takeSnapshots(_ orders: [OrderID], before last: Int, in pool: DatabasePool) throws {
        let store = EventStore()
        try pool.write { db in
            for id in orders {
                let events = try store.loadStream(id.stream, in: db).dropLast(last)
                guard let time = events.last?.time,
                    let order = OrderAggregate.rehydrate(id, from: try events.map(EventCoding.decode))
                else { throw ToolFailure(.failed, "order \(id) was appended and is not there") }
                try OrdersTables(db).takeSnapshot(StoredOrder(order: order, updatedAt: time))
            }
        }
    }

    /// Makes orders from their streams, 256 in a transaction as in a batch of messages. Orders a second.
    ///
    /// - Parameter plain: Reads the same streams from the same file, and makes nothing of them.
    static func rehydrate(_ orders: [OrderID], from pool: DatabasePool, beside plain: PlainStreams, stop: StopFlag) throws -> Pair
    {
        let bare = try BenchClock.seconds { for id in orders { try plain.read(id.stream) } }
        let seconds = try BenchClock.seconds {
            for start in stride(from: 0, to: orders.count, by: 256) where !stop.isSet {
                try pool.read { db in
                    for id in orders[start..<min(start + 256, orders.count)] {
                        guard try OrdersTables(db).load(id) != nil else {
                            throw ToolFailure(.failed, "order \(id) was appended and is not there")
                        }
                    }
                }
            }
        }
        return Pair(docket: Double(orders.count) / seconds, plain: Double(orders.count) / bare)
    }
}
