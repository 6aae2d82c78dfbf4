/// One thing that happened to an order, or in a conversation.
package struct TraceEntry: Sendable, Encodable {
    package enum Kind: String, Sendable, Encodable {
        /// A call from outside, from the log of the service that took it.
        case call
        /// A message on the bus.
        case message
        /// A consumer has handled a message.
        case handled
        /// An event was appended to the order's stream.
        case event
        /// The orchestrator decided.
        case decision
        /// A try to handle a message failed.
        case failure
        /// A person did something.
        case byHand
        /// A timeout fired, or any other line of a log.
        case log
    }

    /// Microseconds since 1970.
    package var microseconds: Int64
    /// The same for people, in UTC to the millisecond.
    var time = ""
    /// Milliseconds since the first entry of the timeline.
    var offset: Double = 0
    package var kind: Kind
    var service: String
    /// The type of the message or event, the name of the call, the phases that the decision led from and to.
    var what: String
    /// More about it, for people.
    var detail: String?
    var order: Int?
    var correlationId: String?
    package var position: Int64?
    var messageId: String?
    var causationId: String?
    /// How many causes lie before it: 0 for what began with a call.
    var depth: Int?

    init(_ kind: Kind, at microseconds: Int64, by service: String, _ what: String, detail: String? = nil) {
        (self.kind, self.microseconds, self.service, self.what, self.detail) = (kind, microseconds, service, what, detail)
    }
}
