import DurableSQLite
import EventBus
import Foundation
import GRDB

/// Removes from the inbox and from the idempotency keys what can no longer be asked for, a little at a time.
///
/// **Inbox.** A row stops a second handling of its message. That can be asked for in two ways: the log is read again, or the message is
/// relayed again. Up to the position that the log was compacted to, neither can happen any more: this consumer has acknowledged it,
/// which it does after its checkpoint is durable, and so has the message's sender, which it does after the row has left its outbox
/// (see ``MessageProcessor/checkpoint()``). So the inbox is as long as the log, and without retention of the log it keeps everything.
///
/// **Keys** are forgotten after ``Idempotency/lifetime``.
struct Forgetting {
    /// Rows looked at in one go: some ten milliseconds.
    static let limit = 5_000
    /// Seconds between two looks whether there is something to forget.
    static let interval = 5.0

    private var nextLook = Date.distantPast
    /// The walk through the inbox that is going on: up to which position, and from which id on.
    private var walk: (upTo: Position, from: String)?
    private var forgottenUpTo: Position = 0

    mutating func run(_ dependencies: MessageProcessor.Dependencies, at now: Date) throws {
        if now >= nextLook {
            nextLook = now.addingTimeInterval(Self.interval)
            _ = try dependencies.database.inCachedTransaction { db in try Idempotency.forget(at: now, limit: Self.limit, in: db) }
            let compacted = try dependencies.bus.statistics().compacted
            if walk == nil, compacted > forgottenUpTo { walk = (compacted, "") }
        }
        guard let walk else { return }
        let next = try dependencies.database.inCachedTransaction { db in
            try Inbox.forget(
                upTo: walk.upTo, from: walk.from, limit: Self.limit, consumer: dependencies.handler.service, in: db)
        }
        self.walk = next.map { (walk.upTo, $0) }
        if next == nil { forgottenUpTo = walk.upTo }
    }
}
