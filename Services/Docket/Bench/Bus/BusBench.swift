import DocketClient
import DocketCommandLine
import EventBus
import Foundation
import SQLiteEventBus

/// Takes the figures of the bus: run by run, Docket and the plain program in turn, so that what the machine does meanwhile meets both.
struct BusBench: Sendable {
    static let usualEvents = 100_000
    /// A commit of one event costs forty times its share of a large one: so many fewer.
    private static let eventsForOneSingle = 20
    private static let eventsForOneHop = 50

    let session: BenchSession
    /// `docket` itself, for the other processes.
    let program: String
    var events = usualEvents

    func figures() async throws -> [Figure] {
        session.report("bus: making \(events.grouped) events")
        let messages = try BenchMessages.make(events, seed: session.seed)
        let rows = PlainLog.rows(messages)
        let singles = Array(messages.prefix(max(20, events / Self.eventsForOneSingle)))
        let hops = Array(messages.prefix(max(20, events / Self.eventsForOneHop)))
        var samples = Samples<BusFigure>()
        for run in 1...session.runs {
            session.report("bus: run \(run) of \(session.runs): batches and reading")
            try await batchesAndReading(messages, rows, &samples)
            session.report("bus: run \(run) of \(session.runs): one event at a time")
            let single = try await one(at: singles, &samples)
            session.report("bus: run \(run) of \(session.runs): four processes")
            try await fourProcesses(run, single: single, seconds: Double(singles.count) / 4000, &samples)
            session.report("bus: run \(run) of \(session.runs): from one process to another")
            try await hop(hops, &samples)
        }
        return samples.figures
    }

    private func batchesAndReading(_ messages: [Envelope], _ rows: PlainRows, _ samples: inout Samples<BusFigure>) async throws {
        let measurement = AppendMeasurement(messages: messages, rows: rows, batch: 256, stop: session.stop)
        let (append, read, end) = try await inTwoDirectories { docket, plain in
            (
                try measurement.run(docket: docket, plain: plain),
                try ReadMeasurement.wholeLog(in: docket, stop: measurement.stop),
                try ReadMeasurement.end(in: docket, reads: max(10, messages.count / 100))
            )
        }
        samples.add(.appendBatch256, append)
        samples.add(.read, read)
        samples.add(.readEnd, end)
    }

    /// Returns Docket's own figure: what one process does alone.
    private func one(at singles: [Envelope], _ samples: inout Samples<BusFigure>) async throws -> Double {
        let measurement = AppendMeasurement(
            messages: singles, rows: PlainLog.rows(singles), batch: 1, stop: session.stop)
        let single = try await inTwoDirectories { try measurement.run(docket: $0, plain: $1) }
        samples.add(.appendSingle, single)
        return single.docket
    }

    private func inTwoDirectories<Result: Sendable>(
        _ body: @escaping @Sendable (_ docket: String, _ plain: String) throws -> Result
    ) async throws -> Result {
        try await session.withDirectory("docket") { docket in
            try await session.withDirectory("plain") { plain in
                let (docket, plain) = (docket.path(percentEncoded: false), plain.path(percentEncoded: false))
                return try await onOwnThread { try body(docket, plain) }
            }
        }
    }

    private func fourProcesses(
        _ run: Int, single: Double, seconds: Double, _ samples: inout Samples<BusFigure>
    ) async throws {
        let result = try await session.withDirectory("docket") { directory in
            try await ProcessesMeasurement.run(
                program: program, seed: session.seed &+ UInt64(run * 100), perSecond: single, seconds: seconds,
                in: directory.path(percentEncoded: false))
        }
        samples.add(.appendProcesses4, result.eventsPerSecond, baseline: single)
        samples.add(.fairness, result.fairness)
    }

    private func hop(_ messages: [Envelope], _ samples: inout Samples<BusFigure>) async throws {
        let docket = try await session.withDirectory("docket") { directory in
            try await HopMeasurement.docket(
                messages, program: program, in: directory.path(percentEncoded: false), stop: session.stop)
        }
        let plain = try await session.withDirectory("plain") { directory in
            try await HopMeasurement.plain(
                PlainLog.rows(messages), program: program, in: directory.path(percentEncoded: false), stop: session.stop)
        }
        samples.add(.hopP50, docket.p50, baseline: plain?.p50)
        samples.add(.hopP99, docket.p99, baseline: plain?.p99)
    }
}
