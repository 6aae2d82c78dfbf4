/// A shape that a message has, or had.
///
/// Messages lie in the log for as long as anybody replays them, and programs of two versions run side by side while they are upgraded. So a
/// reader takes every version there is:
///
/// - one that is older, in its own shape, which then becomes the newest step by step (``FormerShape/upcast()``);
/// - one that is newer, as the newest that is known here: a field that is not known is passed over, because what schemas promise (level
///   `FULL`) is that a reader may do so. If that does not work, the message waits for the upgrade: it is tried again some times, and is a
///   dead letter then.
public protocol MessageShape: Codable, Sendable {
    /// Grows by one with each change of shape or meaning.
    static var version: Int { get }
    /// The same message in the newest shape.
    var newest: any Message { get }
}

/// A shape that a message had once. Nothing writes it any more; what was written is never changed.
public protocol FormerShape: MessageShape {
    associatedtype Next: MessageShape
    /// The same in the next version. Pure: what an old message does not say is what was true of all of them.
    func upcast() -> Next
}

extension FormerShape {
    public var newest: any Message { upcast().newest }
}
