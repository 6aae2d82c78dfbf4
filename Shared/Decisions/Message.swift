/// A message, and all that a program must know of its type: described here, once, by the payload itself.
///
/// Conform to one of ``EventMessage``, ``CommandMessage``, ``AnswerMessage`` and ``RecordMessage``, which say what kind it is.
public protocol Message: Codable, Hashable, Sendable {
    /// What it is called on the bus: the CloudEvents `type`, such as `StockReserved`.
    static var name: String { get }
    static var kind: MessageKind { get }
    /// Grows by one with each change of shape.
    static var version: Int { get }
    /// What it is about: the CloudEvents `subject`. Messages of one subject keep their order.
    var subject: String { get }
}

/// An event is what happened. A command asks for something. An answer repeats what happened before, for a sender that asks again. A record
/// says what a person did, or what was set.
public enum MessageKind: String, Sendable, Hashable, CaseIterable { case event, command, answer, record }

/// What happened: published once.
public protocol EventMessage: Message {}
/// Asks a service for something, and is answered.
public protocol CommandMessage: Message {}
/// Repeats what happened before, for a sender that asks again.
public protocol AnswerMessage: Message {}
/// What a person did, or what was set: published as often as it was.
public protocol RecordMessage: Message {}

extension EventMessage { public static var kind: MessageKind { .event } }
extension CommandMessage { public static var kind: MessageKind { .command } }
extension AnswerMessage { public static var kind: MessageKind { .answer } }
extension RecordMessage { public static var kind: MessageKind { .record } }

/// An event notification: it says that something happened and leaves out the details. Its full form says the same with all of them.
///
/// A consumer asks the publisher for the details, and then handles the full message as if that had come.
public protocol NotificationMessage: EventMessage {
    associatedtype Full: Message
}

extension Message {
    public static var version: Int { 1 }
    /// What it is called on the bus.
    public var typeName: String { Self.name }

    /// True if both are the same message with the same contents.
    public func isEqual(to other: any Message) -> Bool { (other as? Self) == self }
}

/// The message breaks its contract. Another try gives the same result.
public enum ContractError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No message has this name.
    case unknownType(String)
    /// Orders are not coordinated this way.
    case unknownMode(String)
    /// The message is known, this version of it is not.
    case unknownVersion(String, Int)

    public var description: String {
        switch self {
        case .unknownType(let type): "no message type '\(type)' is known here"
        case .unknownMode(let mode): "no mode '\(mode)' is known here"
        case .unknownVersion(let type, let version):
            "\(type) has no version \(version) here; this program is older than its sender"
        }
    }
}
