// What tests and `bus-peer` say to each other: one line of JSON for a request, one for its reply.

package struct PeerRequest: Codable {
    package enum Verb: String, Codable { case append, acknowledge, compact }

    package var verb: Verb
    /// CloudEvents.
    package var events: [String] = []
    package var position: Int64 = 0
    package var consumer = ""

    package init(verb: Verb, events: [String] = [], position: Int64 = 0, consumer: String = "") {
        self.verb = verb
        self.events = events
        self.position = position
        self.consumer = consumer
    }
}

package struct PeerReply: Codable {
    package var positions: [Int64] = []
    package var errorCode: String?
    package var error: String?

    package init(positions: [Int64] = [], errorCode: String? = nil, error: String? = nil) {
        self.positions = positions
        self.errorCode = errorCode
        self.error = error
    }
}
