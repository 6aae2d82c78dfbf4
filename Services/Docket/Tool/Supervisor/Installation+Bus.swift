package import EventBus
import Foundation
package import SQLiteEventBus

extension Installation {
    /// The installation's bus, to look at only: services keep writing to it meanwhile.
    ///
    /// - Throws: `BusError` if there is none yet, or it is not readable.
    package func openBus() throws(BusError) -> SQLiteEventBus {
        try SQLiteEventBus.openReadOnly(directory: path)
    }

    /// Size, end and lag of each consumer of the bus; `nil` if there is none yet.
    func busStatistics() throws(BusError) -> BusStatistics? {
        guard FileManager.default.fileExists(atPath: bus.path(percentEncoded: false)) else { return nil }
        let bus = try openBus()
        defer { bus.close() }
        return try bus.statistics()
    }
}
