import Contracts
import Decisions

/// What a handler would say and wait for, while a log is replayed: kept here, and sent to nobody.
final class Rehearsal {
    var said: [(message: Message, id: String?)] = []
    var watches: [(order: OrderID, watch: Watch)] = []

    /// The service's state: in memory, in place of its tables.
    let state: any RebuiltState

    init(state: any RebuiltState) { self.state = state }
}
