import EventBus
import Foundation

/// Carries the messages of the outbox to the bus, after the commit that put it there.
///
/// Between a successful append and the removal of the rows a crash may happen: then the rows are relayed again at the next start,
/// and the bus takes each id once. Rows are removed by the next step's transaction, so that relaying costs no commit of its own.
struct Relay {
    /// Published and committed, not on the bus yet, in the order they were published.
    private(set) var pending: [Outbox.Row]
    /// On the bus; their rows are still to be removed.
    private(set) var relayed: [Int64] = []
    /// Of what was relayed, the last message on the bus. To be noted when the rows are removed.
    private(set) var published: Publication?

    /// While more than this waits for the bus, the processor takes no new work: the queue has a limit.
    static let limit = 10_000

    init(left: [Outbox.Row]) {
        pending = left
    }

    var isFull: Bool { pending.count >= Self.limit }
    var depth: Int { pending.count }

    /// What may be acknowledged at most: of the messages that are not known to be on the bus, none can stand there up to here.
    var acknowledgeable: Position { pending.map(\.after).min() ?? .max }

    /// - Parameter position: How far the log had been read when they were published.
    mutating func add(_ rows: [Outbox.Row], after position: Position) {
        pending += rows.map { Outbox.Row(sequence: $0.sequence, envelope: $0.envelope, after: position) }
    }

    mutating func rowsWereRemoved() { relayed.removeAll(keepingCapacity: true) }

    private mutating func note(_ appended: some Sequence<(Position, Envelope)>) {
        for (position, envelope) in appended where position > published?.position ?? 0 {
            published = Publication(position: position, id: envelope.id)
        }
    }

    /// Appends all that may leave. Returns what left.
    mutating func run(_ dependencies: MessageProcessor.Dependencies, at now: Date) throws -> [Envelope] {
        guard !pending.isEmpty else { return [] }
        var left: [Envelope] = []
        var held: [Outbox.Row] = []
        var going: [Outbox.Row] = []
        for row in pending {
            if dependencies.faults.holds(row.envelope, at: now) { held.append(row) } else { going.append(row) }
        }
        while !going.isEmpty {
            if !left.isEmpty { try dependencies.failpoint(.midRelay) }
            let next = going.prefix(dependencies.relayLimit)
            let batch = dependencies.faults.sent(next.map(\.envelope))
            note(zip(try dependencies.bus.append(batch), batch))
            relayed += next.map(\.sequence)
            left += next.map(\.envelope)
            going.removeFirst(next.count)
            pending = (held + going).sorted { $0.sequence < $1.sequence }
        }
        if !left.isEmpty { try dependencies.failpoint(.afterRelay) }
        return left
    }
}
