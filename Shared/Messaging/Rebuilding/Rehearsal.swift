import Decisions

/// What a handler would publish and wait for, while a log is replayed: kept here, and sent to nobody.
final class Rehearsal {
    var published: [(message: any Message, id: String?)] = []
    var timeouts: [(subject: String, timeout: Timeout)] = []

    /// The service's state: in memory, in place of its tables.
    let state: any RebuiltState

    init(state: any RebuiltState) { self.state = state }
}
