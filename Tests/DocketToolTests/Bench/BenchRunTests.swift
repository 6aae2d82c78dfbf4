@testable import DocketBench
@testable import DocketCommandLine
@testable import DocketLoad
import EventBus
import Foundation
import SQLiteEventBus
import Synchronization
import Testing

/// The measurements themselves, with few events: that they yield what they promise and leave nothing. How fast is no matter here.
@Suite struct BenchRunTests {
    /// Built beside the tests.
    private static let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "docket").path(percentEncoded: false)

    private func check<Name: FigureName>(_ figures: [Figure], are names: Name.Type) {
        #expect(figures.map(\.name) == names.allCases.map(\.rawValue))
        for figure in figures {
            // A snapshot that costs nothing breaks even at once, as it may seem in so short a run.
            let isPossible = figure.value > 0 || figure.value == 0 && figure.name == StoreFigure.breakEven.rawValue
            #expect(isPossible && figure.value.isFinite, "\(figure)")
            #expect(figure.spread.runs == 1)
            #expect(figure.baseline.map { $0 > 0 && $0.isFinite } ?? true, "\(figure)")
        }
    }

    private func session(in directory: TemporaryDirectory) -> BenchSession {
        BenchSession(directory: directory.url, runs: 1, seed: 1, stop: StopFlag(), report: { _ in })
    }

    @Test func `the bus yields every figure and leaves no file`() async throws {
        let directory = try TemporaryDirectory()
        let figures = try await BusBench(session: session(in: directory), program: Self.program, events: 600).figures()
        check(figures, are: BusFigure.self)
        #if os(Linux)
        #expect(figures.filter { $0.baseline == nil }.map(\.name) == ["bus.append.processes4.fairness"])
        #endif
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func `the store yields every figure and leaves no file`() async throws {
        let directory = try TemporaryDirectory()
        check(try await StoreBench(session: session(in: directory), events: 600).figures(), are: StoreFigure.self)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func `who is asked to stop measures no further, and leaves no directory`() async throws {
        let seen = Seen()
        await #expect(throws: ToolFailure.self) {
            try await BenchSession.run(runs: 1, seed: 1, report: { _ in }) { session in
                seen.url.withLock { $0 = session.directory }
                session.stop.set()
                return try await StoreBench(session: session, events: 600).figures()
            }
        }
        let left = try #require(seen.url.withLock { $0 })
        #expect(!FileManager.default.fileExists(atPath: left.path(percentEncoded: false)))
    }

    @Test func `a peer that fails ends the measurement`() async throws {
        await #expect(throws: ToolFailure.self) {
            try await BenchPeer.with("/bin/false", [], within: .seconds(10)) { try await $0.expectReady() }
        }
    }

    @Test func `a peer that hangs is ended in time`() async throws {
        await #expect(throws: ToolFailure.self) {
            try await BenchPeer.with("/bin/sleep", ["60"], within: .milliseconds(50)) { try await $0.expectReady() }
        }
    }

    @Test func `what the plain program writes is what the bus writes`() throws {
        let (mine, plain) = (try TemporaryDirectory(), try TemporaryDirectory())
        let messages = try BenchMessages.make(300, seed: 7)
        let rates = try AppendMeasurement(messages: messages, rows: PlainLog.rows(messages), batch: 256, stop: StopFlag())
            .run(docket: mine.path, plain: plain.path)
        #expect(rates.docket > 0 && rates.plain > 0)
        let read = try [mine, plain].map { directory in
            let bus = try SQLiteEventBus.openReadOnly(directory: directory.path)
            defer { bus.close() }
            return try bus.read(after: 0, types: nil, limit: 1000).messages
        }
        // Compared outside the expectations: they would print all of them.
        let (isComplete, isSame) = (read[0].map(\.envelope) == messages, read[1] == read[0])
        #expect(isComplete)
        #expect(isSame)
    }
}

private final class Seen: Sendable {
    let url = Mutex<URL?>(nil)
}
