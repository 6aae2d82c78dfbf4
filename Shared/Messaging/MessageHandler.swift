public import Decisions

/// What a service does with a message: the only part of message processing that differs between services.
///
/// Both functions run inside the one transaction of the step, each call in a savepoint of its own: throwing undoes all that this
/// call did, and the message is retried or becomes a dead letter. They must do no input or output but through the context.
///
/// A service conforms to ``CommandHandler``; this is what the runtime and handlers around handlers know of it.
public protocol MessageHandler: Sendable {
    /// The service's short name (`stock`): consumer in the inbox, and `/stock` as the source of what it publishes.
    var service: String { get }
    var subscription: Subscription { get }
    /// The types of all messages that it takes.
    var types: [any Message.Type] { get }

    /// Handles one message. It was not handled before: the inbox has seen to that.
    func handle(_ message: any Message, in context: Context) throws

    /// The subject's timeout fired: the answer that was waited for has not come.
    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws
}

/// A handler by table: each message is one of the service's own commands, a small closed enum, whichever way it came.
///
/// This is all of event-driven handling, in one place: a command is carried out; an event leads to the command
/// that the table has for it, in both modes or by the service's own policy in choreography; anything else is ignored. HTTP calls
/// enter by the same commands.
public protocol CommandHandler: MessageHandler {
    associatedtype Command: Sendable

    var messages: MessageTable<Command> { get }

    func execute(_ command: Command, in context: Context) throws
}

extension CommandHandler {
    public var subscription: Subscription { messages.subscription }
    public var types: [any Message.Type] { messages.types }

    public func handle(_ message: any Message, in context: Context) throws {
        guard let command = messages.command(for: message, in: context.origin.mode) else {
            return context.ignore(because: "nothing follows from it here")
        }
        try execute(command, in: context)
    }
}
