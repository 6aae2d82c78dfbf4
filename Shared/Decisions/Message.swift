/// A message, and all that a program must know of its type: described here, once, by the payload itself.
///
/// Conform to one of ``EventMessage``, ``CommandMessage``, ``AnswerMessage`` and ``RecordMessage``, which say what kind it is.
public protocol Message: MessageShape, Hashable {
    /// What it is called on the bus: the CloudEvents `type`, such as `StockReserved`.
    static var name: String { get }
    static var kind: MessageKind { get }
    /// The shapes that it had before, in any order. A version that only allowed less, such as one value fewer, needs none: it is read as the
    /// newest.
    static var formerShapes: [any FormerShape.Type] { get }
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
    public static var formerShapes: [any FormerShape.Type] { [] }
    public var newest: any Message { self }
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
    /// The message is known, this version of it never was.
    case unknownVersion(String, Int)
    /// The message is of a newer version than this program knows, and cannot be read as the newest that it does.
    case newerVersion(String, Int, known: Int)

    public var description: String {
        switch self {
        case .unknownType(let type): "no message type '\(type)' is known here"
        case .unknownMode(let mode): "no mode '\(mode)' is known here"
        case .unknownVersion(let type, let version): "\(type) never had a version \(version)"
        case .newerVersion(let type, let version, let known):
            "\(type) is of version \(version) and cannot be read as version \(known), the newest known here: upgrade this program, "
                + "then have the message tried again"
        }
    }
}
