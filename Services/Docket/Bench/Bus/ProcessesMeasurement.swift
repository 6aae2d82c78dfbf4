import DocketCommandLine
import Foundation

/// How fast several processes append single events at the same time, and whether each gets its share.
enum ProcessesMeasurement {
    static let processes = 4

    struct Result: Sendable {
        /// Of all processes together.
        var eventsPerSecond: Double
        /// The slowest against the mean.
        var fairness: Double
    }

    /// - Parameters:
    ///   - perSecond: What one process alone does: each makes enough events beforehand for twice as much.
    ///   - seconds: For so long they append.
    static func run(
        program: String, seed: UInt64, perSecond: Double, seconds: Double, in directory: String
    ) async throws -> Result {
        let events = max(256, Int(2 * perSecond * seconds))
        let commands = (0..<processes).map { index in
            BenchPeer.arguments(
                .append, directory: directory, events: events, seed: seed &+ UInt64(index), firstOrder: 1 + index * 1_000_000)
        }
        let appended = try await BenchPeer.withAll(program, commands, within: .seconds(seconds + 60)) { peers in
            for peer in peers { try await peer.expectReady() }
            for peer in peers { try await peer.send("go") }
            try await Task.sleep(for: .seconds(seconds))
            for peer in peers { try await peer.send("stop") }
            var appended: [AppendingPeer.Appended] = []
            for peer in peers { appended.append(try await peer.answer()) }
            return appended
        }
        return Result(appended)
    }
}

extension ProcessesMeasurement.Result {
    init(_ appended: [AppendingPeer.Appended]) {
        let start = appended.map(\.start).min() ?? 0
        let end = max(appended.map(\.end).max() ?? 0, start + 1)
        eventsPerSecond = Double(appended.reduce(0) { $0 + $1.events }) / (Double(end - start) / 1e9)
        let rates = appended.map { Double($0.events) / Double(max(1, $0.end - $0.start)) }
        let mean = rates.reduce(0, +) / Double(max(1, rates.count))
        fairness = mean > 0 ? (rates.min() ?? 0) / mean : 0
    }
}
