import Contracts
import Decisions

/// What a handler would say and wait for, while a log is replayed: kept here, and sent to nobody.
final class Rehearsal {
    var said: [(message: Message, id: String?)] = []
    var watches: [(order: OrderID, watch: Watch)] = []
    /// What the service itself has published about an order, wherever it stands in the log.
    let published: (MessageType, OrderID) throws -> Message?

    init(published: @escaping (MessageType, OrderID) throws -> Message? = { _, _ in nil }) { self.published = published }
}
