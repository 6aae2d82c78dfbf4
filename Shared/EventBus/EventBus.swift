import Instants
/// A durable, replayable log of messages that several programs share.
///
/// Three verbs carry everything: append a batch, read after a position, wait for news. The guarantees:
/// - A message that ``append(_:)`` returned for survives a crash and a power failure, and is seen by every reader.
/// - Appending is idempotent by ``Envelope/id``: a repeat adds nothing and returns the position of the first one.
/// - A batch is appended as a whole or not at all, its messages in their order.
/// - Every reader sees the same order, and never a position before one that it has already been past.
/// - A message may be read any number of times, by anyone; reading takes nothing away.
///
/// Assume neither one machine nor that a message arrives once: keep an inbox.
public protocol EventBus: Sendable {
    /// Appends the batch durably and returns the position of each message, in the order given.
    ///
    /// For a message whose id is already in the log it is the position of the first one. Blocks until durable.
    ///
    /// - Throws: ``BusError/Code/invalid`` for a batch beyond ``BatchLimits`` or an empty id; ``BusError/Code/locked`` and
    ///   ``BusError/Code/unavailable`` when it may succeed later: append the same batch again, whatever became of this one.
    @discardableResult
    func append(_ batch: [Envelope]) throws(BusError) -> [Position]

    /// The messages after `position`, oldest first, at most `limit` of them, and only those of the filter (`nil`: all).
    ///
    /// Go on from ``Page/upTo``, which also passes over other messages. A page without messages is not the end of the
    /// log: one read looks at a limited number of positions; see ``Page/isEnd``.
    func read(after position: Position, matching filter: MessageFilter?, limit: Int) throws(BusError) -> Page

    /// Makes a notifier that wakes when a message of the filter is appended (`nil`: any message), by this program or any other.
    ///
    /// It may wake for others as well.
    func makeNotifier(for filter: MessageFilter?) throws(BusError) -> any Notifier

    /// Says that `consumer` needs nothing at or before `position` any more. Retention and lag are computed from it.
    ///
    /// The last acknowledgement counts: a consumer that starts over acknowledges an earlier position, and 0 holds everything back.
    /// Advice, not a transaction: losing it to a crash only delays retention. A consumer that never acknowledges holds nothing back.
    func acknowledge(_ position: Position, by consumer: String) throws(BusError)

    /// Removes messages up to `position`, but never past what any known consumer has acknowledged.
    ///
    /// Returns the position that was really reached. Removed ids are forgotten: only an inbox still catches their repeats.
    @discardableResult
    func compact(upTo position: Position) throws(BusError) -> Position

    /// How large the log is and how far each consumer is behind. Cheap enough for a health check.
    func statistics() throws(BusError) -> BusStatistics

    /// Which log this is. A consumer remembers it, and does not go on with another one.
    func identity() throws(BusError) -> LogID

    /// The last message that `source` (``Envelope/source``) has published; `nil` if it never did. Survives ``compact(upTo:)``.
    ///
    /// A publisher that knows less of itself was restored from an older copy.
    func lastPublished(by source: String) throws(BusError) -> Publication?
}

/// What one read returns.
public struct Page: Sendable, Hashable {
    public var messages: [RecordedEnvelope]
    /// Everything up to here was looked at; read on after it.
    public var upTo: Position
    /// True if nothing stood behind ``upTo`` when it was read. What has come since wakes it.
    public var isEnd: Bool

    public init(messages: [RecordedEnvelope], upTo: Position, isEnd: Bool = true) {
        self.messages = messages
        self.upTo = upTo
        self.isEnd = isEnd
    }
}

/// Wakes one waiting thread when there is news, without polling.
///
/// It may wake without news, and always wakes for news that came after the last ``wait(atMost:)`` returned: news between
/// a read and the next wait is never slept over.
public protocol Notifier: Sendable {
    /// Blocks until it wakes, or for this long at most.
    func wait(atMost limit: Duration)
    /// Wakes it from inside this program.
    func notify()
}

/// A look at the log as a whole.
public struct BusStatistics: Sendable, Hashable, Codable {
    /// How far one consumer has come.
    public struct Consumer: Sendable, Hashable, Codable {
        public var name: String
        /// It has acknowledged everything up to here.
        public var position: Position
        /// Positions between this consumer and the end of the log. Negative for a consumer that has read further than the log goes:
        /// it belongs to another one, or the log has lost its end.
        public var lag: Int64

        public init(name: String, position: Position, lag: Int64) {
            self.name = name
            self.position = position
            self.lag = lag
        }
    }

    public var messages: Int64
    /// Position of the oldest message that is still there; 0 when there is none.
    public var first: Position
    /// Position of the newest message ever appended; 0 when there was none.
    public var last: Position
    /// On the disk, with indexes and write-ahead log.
    public var bytes: Int64
    /// By name.
    public var consumers: [Consumer]

    /// Up to here messages were removed.
    public var compacted: Position { messages == 0 ? last : first.subtractingSaturating(1) }

    public init(messages: Int64, first: Position, last: Position, bytes: Int64, consumers: [Consumer]) {
        self.messages = messages
        self.first = first
        self.last = last
        self.bytes = bytes
        self.consumers = consumers
    }
}
