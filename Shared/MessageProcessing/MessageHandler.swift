public import Contracts
public import Decisions

/// What a service does with a message: the only part of message processing that differs between services.
///
/// Both functions run inside the one transaction of the step, each call in a savepoint of its own: throwing undoes all that this
/// call did, and the message is retried or becomes a dead letter. They must do no input or output but through the context.
public protocol MessageHandler: Sendable {
    /// The service's short name (`stock`): consumer in the inbox, and `/stock` as the source of what it says.
    var service: String { get }
    var subscription: Subscription { get }

    /// Handles one message. It was not handled before: the inbox has seen to that.
    func handle(_ message: Message, in context: Context) throws

    /// The order's timeout fired: the answer that was waited for has not come.
    func timeoutFired(for order: OrderID, attempt: Int, in context: Context) throws
}
