import Contracts
import Decisions

/// What a handler says and sets while a log is replayed: gathered to be compared with the log, and sent to nobody.
final class Rehearsal {
    var said: [(message: Message, id: String?)] = []
    var watches: [(order: OrderID, watch: Watch)] = []
}
