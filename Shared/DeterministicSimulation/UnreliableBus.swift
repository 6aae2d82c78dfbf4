public import EventBus
import Synchronization

/// The bus as one service sees it: all that an event bus promises, and nothing more than it promises.
///
/// What it may do is set from outside; a mutant may bend what passes through it.
public final class UnreliableBus: EventBus {
    /// What a mutant does to messages on their way. `nil` drops one; the sender believes it appended.
    public struct Tampering: Sendable {
        /// What becomes of a message that is appended; `nil` loses it.
        public var appended: @Sendable (Envelope) -> Envelope? = { $0 }
        public var read: @Sendable (RecordedEnvelope) -> RecordedEnvelope = { $0 }

        public init() {}
    }

    private struct State {
        var base: any EventBus = InMemoryEventBus()
        var random = Seeded(0)
        var isDown = false
        var reorders = false
        var redelivery = 0.0
        var redelivered = 0
        var reordered = 0
        var tampering: Tampering?
    }

    private let state = Mutex(State())

    public init() {}

    /// Begins another story, on another log.
    public func begin(_ base: any EventBus, _ random: Seeded, _ tampering: Tampering? = nil) {
        state.withLock { $0 = State(base: base, random: random, tampering: tampering) }
    }

    /// Goes on with the same story on the log as it is after a power failure.
    func goOn(on base: any EventBus) { state.withLock { $0.base = base } }

    /// Nothing can be appended.
    public var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }

    /// Messages of different orders change places within a batch.
    public var reorders: Bool {
        get { state.withLock { $0.reorders } }
        set { state.withLock { $0.reorders = newValue } }
    }

    /// The share of reads that bring an old message along.
    public var redelivery: Double {
        get { state.withLock { $0.redelivery } }
        set { state.withLock { $0.redelivery = newValue } }
    }

    /// How often that happened so far.
    public var counts: (redelivered: Int, reordered: Int) { state.withLock { ($0.redelivered, $0.reordered) } }

    // MARK: The protocol

    @discardableResult
    public func append(_ batch: [Envelope]) throws(BusError) -> [Position] {
        let (base, isDown, sent) = state.withLock { state in
            (state.base, state.isDown, Self.onTheWay(batch, &state))
        }
        guard !isDown else { throw BusError(.unavailable, "the bus takes nothing at the moment") }
        let positions = try base.append(sent)
        guard sent != batch else { return positions }
        // In the order given, whatever became of that on the way.
        let places = Dictionary(zip(sent.map(\.id), positions)) { first, _ in first }
        return batch.map { places[$0.id] ?? positions.last ?? 0 }
    }

    public func read(after position: Position, matching filter: MessageFilter?, limit: Int) throws(BusError) -> Page {
        let (base, old, tampering) = state.withLock { state -> (any EventBus, Position?, Tampering?) in
            let isRepeated = state.redelivery > 0 && position > 0 && state.random.chance(state.redelivery)
            return (state.base, isRepeated ? Position(state.random.below(Int(position))) : nil, state.tampering)
        }
        var page = try base.read(after: position, matching: filter, limit: limit)
        if let old, let repeated = try base.read(after: old, matching: filter, limit: 1).messages.first,
            repeated.position <= position
        {
            page.messages.insert(repeated, at: 0)
            state.withLock { $0.redelivered += 1 }
        }
        if let tampering { page.messages = page.messages.map(tampering.read) }
        return page
    }

    public func makeNotifier(for filter: MessageFilter?) throws(BusError) -> any Notifier { NoNotifier() }

    public func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        try state.withLock { $0.base }.acknowledge(position, by: consumer)
    }

    @discardableResult
    public func compact(upTo position: Position) throws(BusError) -> Position {
        try state.withLock { $0.base }.compact(upTo: position)
    }

    public func statistics() throws(BusError) -> BusStatistics { try state.withLock { $0.base }.statistics() }

    public func identity() throws(BusError) -> LogID { try state.withLock { $0.base }.identity() }

    public func lastPublished(by source: String) throws(BusError) -> Publication? {
        try state.withLock { $0.base }.lastPublished(by: source)
    }

    // MARK: Faults

    private static func onTheWay(_ batch: [Envelope], _ state: inout State) -> [Envelope] {
        var batch = batch
        if let tampering = state.tampering { batch = batch.compactMap(tampering.appended) }
        guard state.reorders, batch.count > 1 else { return batch }
        // Each message takes the place of some other one; then those of one order stand in their own order again.
        var mixed = batch
        for index in mixed.indices.dropFirst() { mixed.swapAt(index, state.random.below(index + 1)) }
        var next: [String: ArraySlice<Envelope>] = [:]
        for (key, messages) in Dictionary(grouping: batch, by: \.partitionKey) { next[key] = messages[...] }
        let result = mixed.compactMap { next[$0.partitionKey]?.popFirst() }
        if result != batch { state.reordered += 1 }
        return result
    }
}

/// No thread waits in a simulation: what has something to do is stepped.
public struct NoNotifier: Notifier {
    public init() {}
    public func wait(atMost limit: Duration) {}
    public func notify() {}
}
