import EventBus
import Foundation
import SQLiteEventBus
import Testing

/// The implementations that the compliance suite runs on. A new engine is one more case.
enum BusUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case memory = "in memory"
    case sqlite = "SQLite"
    case severalProcesses = "SQLite, each write from another process"

    var testDescription: String { rawValue }

    /// Runs `body` on an empty bus, which is gone afterwards.
    func run(_ body: (any EventBus) throws -> Void) throws {
        switch self {
        case .memory:
            try body(InMemoryEventBus())
        case .sqlite:
            try withTemporaryDirectory { directory in
                let bus = try SQLiteEventBus(directory: directory)
                defer { bus.close() }
                try body(bus)
            }
        case .severalProcesses:
            try withTemporaryDirectory { directory in
                let bus = try PeerBus(directory: directory, processes: 3)
                defer { bus.close() }
                try body(bus)
            }
        }
    }
}

func withTemporaryDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("docket-bus-\(UUID().uuidString)").path
    // A directory that cannot be removed is the operating system's to clear.
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try body(directory)
}
