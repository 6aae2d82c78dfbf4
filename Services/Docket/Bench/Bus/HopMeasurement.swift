import DocketCommandLine
import DocketLoad
import EventBus
import Foundation
import SQLiteEventBus

/// How long an event takes from one process to another: this one appends at a fixed rate, the other waits, reads and counts.
enum HopMeasurement {
    static let perSecond = 500
    /// Until the first event, so that both sides stand ready.
    private static let lead: UInt64 = 50_000_000

    static func docket(_ messages: [Envelope], program: String, in directory: String, stop: StopFlag) async throws -> Hop {
        try await measure(.hop, messages.count, program: program, in: directory) { schedule in
            let bus = try SQLiteEventBus(directory: directory)
            defer { bus.close() }
            for (index, message) in messages.enumerated() where !stop.isSet {
                schedule.wait(for: index)
                try bus.append([message])
            }
        }
    }

    /// The same without Docket's code. `nil` where there is no inotify.
    static func plain(_ rows: PlainRows, program: String, in directory: String, stop: StopFlag) async throws -> Hop? {
        #if os(Linux)
        try PlainLog.create(in: directory)
        let notifier = try PlainNotifier.create(in: directory)
        return try await measure(.plainHop, rows.count, program: program, in: directory) { schedule in
            let log = try PlainLog(directory: directory)
            for index in 0..<rows.count where !stop.isSet {
                schedule.wait(for: index)
                try log.append(rows, index..<index + 1)
                notifier.notify()
            }
        }
        #else
        return nil
        #endif
    }

    private static func measure(
        _ role: PeerRole, _ events: Int, program: String, in directory: String,
        send: @escaping @Sendable (OpenLoop) throws -> Void
    ) async throws -> Hop {
        let command = BenchPeer.arguments(role, directory: directory, events: events)
        let limit = Duration.seconds(Double(events) / Double(perSecond) + 60)
        return try await BenchPeer.with(program, command, within: limit) { peer in
            try await peer.expectReady()
            let schedule = OpenLoop(
                start: BenchClock.now + lead, interval: 1_000_000_000 / UInt64(perSecond), count: events)
            try await peer.send(String(decoding: try JSONEncoder().encode(schedule), as: UTF8.self))
            try await onOwnThread { try send(schedule) }
            return try await peer.answer()
        }
    }
}
