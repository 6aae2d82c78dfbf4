import BusTesting
import EventBus
import EventBusTesting
import SQLiteEventBus
import Synchronization

/// A bus on which every write is made by another process, each time by the next one, and every read by this one.
final class PeerBus: EventBus {
    private let reading: SQLiteEventBus
    private let peers: [BusPeerProcess]
    private let turn = Atomic<Int>(0)

    init(directory: String, processes: Int) throws {
        // All at once: so they race to create the bus, too.
        peers = try (0..<processes).map { _ in try BusPeerProcess(directory: directory) }
        for peer in peers where peer.readLine() != "ready" {
            throw BusError(.unavailable, "a bus-peer did not start")
        }
        reading = try SQLiteEventBus(directory: directory)
    }

    func close() {
        for peer in peers { peer.finish() }
        reading.close()
    }

    private func ask(_ request: PeerRequest) throws(BusError) -> [Position] {
        try peers[turn.wrappingAdd(1, ordering: .relaxed).oldValue % peers.count].ask(request)
    }

    func append(_ batch: [Envelope]) throws(BusError) -> [Position] {
        var request = PeerRequest(verb: .append)
        for envelope in batch {
            request.events.append(String(decoding: try CloudEventCoding.sample.encode(envelope), as: UTF8.self))
        }
        return try ask(request)
    }

    func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        _ = try ask(PeerRequest(verb: .acknowledge, position: position, consumer: consumer))
    }

    func compact(upTo position: Position) throws(BusError) -> Position {
        try ask(PeerRequest(verb: .compact, position: position)).first ?? -1
    }

    func read(after position: Position, matching filter: MessageFilter?, limit: Int) throws(BusError) -> Page {
        try reading.read(after: position, matching: filter, limit: limit)
    }

    func makeNotifier(for filter: MessageFilter?) throws(BusError) -> any Notifier { try reading.makeNotifier(for: filter) }

    func statistics() throws(BusError) -> BusStatistics { try reading.statistics() }
    func identity() throws(BusError) -> LogID { try reading.identity() }
    func lastPublished(by source: String) throws(BusError) -> Publication? { try reading.lastPublished(by: source) }
}
