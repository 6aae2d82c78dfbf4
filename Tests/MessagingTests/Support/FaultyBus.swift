import EventBus
import Synchronization

/// A bus in memory that can refuse to take anything, and remembers what it was given.
final class FaultyBus: EventBus {
    private let bus = InMemoryEventBus()
    private let refusing = Mutex(false)
    private let redelivered = Mutex<Position?>(nil)
    private let given = Mutex<[[String]]>([])

    var refuses: Bool {
        get { refusing.withLock { $0 } }
        set { refusing.withLock { $0 = newValue } }
    }

    /// The next read brings this message along, though it was read before.
    var redelivers: Position? {
        get { redelivered.withLock { $0 } }
        set { redelivered.withLock { $0 = newValue } }
    }

    /// The ids of each batch it was given, taken or not.
    var appends: [[String]] { given.withLock { $0 } }

    @discardableResult
    func append(_ batch: [Envelope]) throws(BusError) -> [Position] {
        given.withLock { $0.append(batch.map(\.id)) }
        guard !refuses else { throw BusError(.unavailable, "the disk is full") }
        return try bus.append(batch)
    }

    func read(after position: Position, matching filter: MessageFilter?, limit: Int) throws(BusError) -> Page {
        var page = try bus.read(after: position, matching: filter, limit: limit)
        if let again = redelivers {
            page.messages.insert(contentsOf: try bus.read(after: again - 1, matching: nil, limit: 1).messages, at: 0)
            redelivers = nil
        }
        return page
    }

    func makeNotifier(for filter: MessageFilter?) throws(BusError) -> any Notifier { try bus.makeNotifier(for: filter) }
    func acknowledge(_ position: Position, by consumer: String) throws(BusError) { try bus.acknowledge(position, by: consumer) }
    func compact(upTo position: Position) throws(BusError) -> Position { try bus.compact(upTo: position) }
    func statistics() throws(BusError) -> BusStatistics { try bus.statistics() }
    func identity() throws(BusError) -> LogID { try bus.identity() }
    func lastPublished(by source: String) throws(BusError) -> Publication? { try bus.lastPublished(by: source) }
}
