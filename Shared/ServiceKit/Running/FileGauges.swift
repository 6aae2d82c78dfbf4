import CoreMetrics
import EventBus
import Foundation
import SQLiteEventBus

/// What a service's files and the bus look like from outside: how far each consumer is, whether it is up or not, and whether a write-ahead log
/// grows because something reads for long.
struct FileGauges {
    let service: String
    let bus: SQLiteEventBus
    let directory: String

    func add(to registry: PrometheusRegistry) {
        registry.describe(
            "bus_unacknowledged_positions", "Positions that a consumer of the bus may still need, also of one that is down")
        registry.describe("write_ahead_log_bytes", "Size of a file's write-ahead log")
        registry.describe(
            "wal_checkpoints_incomplete",
            "WAL checkpoints of the bus that a long reader or a full disk has kept from the end")
        let incomplete = Gauge(label: "wal_checkpoints_incomplete", factory: registry)
        registry.beforeRender {
            incomplete.record(bus.incompleteWALCheckpoints)
            for file in ["bus.db", "\(service).db"] {
                let size = FileManager.default.fileSize(directory + "/\(file)-wal")
                Gauge(label: "write_ahead_log_bytes", dimensions: [("file", file)], factory: registry).record(size)
            }
            // A look-up that fails leaves the last figures standing; the failure itself shows in /health/ready.
            for consumer in (try? bus.statistics().consumers) ?? [] {
                Gauge(label: "bus_unacknowledged_positions", dimensions: [("consumer", consumer.name)], factory: registry)
                    .record(consumer.lag)
            }
        }
    }
}

extension FileManager {
    /// 0 for a file that is not there: a write-ahead log comes and goes.
    fileprivate func fileSize(_ path: String) -> Int64 {
        (try? attributesOfItem(atPath: path)[.size] as? Int64) ?? 0
    }
}
