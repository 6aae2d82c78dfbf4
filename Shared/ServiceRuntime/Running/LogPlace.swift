import EventBus
import GRDB
import MessageProcessing
import SQLiteEventBus

/// Makes sure at the start of a service that the log still has everything which this service has not handled yet.
enum LogPlace {
    /// Makes the service known to the bus, which from then on keeps what it needs, and compares its checkpoint with what was removed.
    ///
    /// - Throws: ``StartupError`` if messages that it needs are gone: it must not pass over them in silence.
    static func take(_ service: String, database: any DatabaseReader, bus: SQLiteEventBus) throws {
        do {
            let isKnown = try bus.statistics().consumers.contains { $0.name == service }
            // Nobody knows how far it is until it has acknowledged for the first time; until then it may need all of it.
            if !isKnown { try bus.acknowledge(0, by: service) }
            let (checkpoint, compacted) = (
                try database.read { db in try ConsumerProgress.position(of: service, in: db) }, try bus.statistics().compacted
            )
            guard checkpoint < compacted else { return }
            // It must not hold back what it cannot read.
            if !isKnown { try bus.forget(service) }
            throw StartupError(
                .cannotCreate,
                """
                \(service) has read the log up to position \(checkpoint), and everything up to \(compacted) was removed: it would miss \
                messages. Restore \(service).db from a copy that is newer, or start all services on a new data directory
                """)
        } catch let error as BusError {
            throw StartupError(error.isRetriable ? .retryLater : .cannotCreate, error.message)
        }
    }
}
