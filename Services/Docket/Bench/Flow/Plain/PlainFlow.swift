import Contracts
import Decisions
import DocketCommandLine
import DocketInstallation
import DocketLoad
import Foundation

/// The baseline of the flow: four plain processes that carry orders along the same way. See ``PlainStation``.
struct PlainFlow: Sendable {
    let session: BenchSession
    let mode: CoordinationMode

    #if os(Linux)
    /// Orders a second of a backlog, from the first reaction to the last order ready.
    func drain(_ orders: Int) async throws -> Double? {
        try await withProcesses { directory, start in
            let station = try PlainStation("calls", mode: mode, in: directory)
            try station.handle((1...orders).map { .init(subject: "Order-\($0)", stage: 0) }, upTo: 0)
            try await start()
            let log = try await untilCompleted(orders, in: directory)
            let (first, ready) = (try log.times(of: 1), try log.times(of: PlainChain(mode).ready))
            guard let begin = first.values.min(), let end = ready.values.max(), end > begin else { return nil }
            return Double(orders) / (Double(end - begin) / 1e6)
        }
    }

    /// Seconds from paid to ready of each order, at a steady rate: for every order two calls, each a commit and an append.
    func steady(rate: Int, seconds: Int) async throws -> [Double]? {
        try await withProcesses { directory, start in
            try await start()
            let orders = rate * seconds
            try await onOwnThread { try send(orders, rate: rate, in: directory) }
            let log = try await untilCompleted(orders, in: directory)
            let (paid, ready) = (try log.times(of: 0), try log.times(of: PlainChain(mode).ready))
            return ready.compactMap { subject, time in paid[subject].map { Double(time - $0) / 1e6 } }
        }
    }

    /// The message before the first stage has no consumer: it is the order's creation.
    private func send(_ orders: Int, rate: Int, in directory: String) throws {
        let station = try PlainStation("calls", mode: mode, in: directory)
        let schedule = OpenLoop(start: BenchClock.now + 50_000_000, interval: 1_000_000_000 / UInt64(rate), count: orders)
        for index in 0..<orders where !session.stop.isSet {
            schedule.wait(for: index)
            for stage in [-1, 0] { try station.handle([.init(subject: "Order-\(index + 1)", stage: stage)], upTo: 0) }
        }
    }

    private func untilCompleted(_ orders: Int, in directory: String) async throws -> PlainSharedLog {
        let log = try PlainSharedLog(in: directory)
        let deadline = ContinuousClock.now + .seconds(60)
        while try log.count(of: PlainChain(mode).stages.count) < orders {
            try session.checkStop()
            guard ContinuousClock.now < deadline else { throw ToolFailure(.failed, "the plain programs do not come to an end") }
            try await Task.sleep(for: .milliseconds(50))
        }
        return log
    }

    /// - Parameter body: Is given the directory and what lets the four begin.
    private func withProcesses<Result: Sendable>(
        _ body: (_ directory: String, _ start: () async throws -> Void) async throws -> Result
    ) async throws -> Result {
        try await session.withDirectory("plain") { url in
            let directory = url.path(percentEncoded: false)
            try PlainLog.create(in: directory)
            for service in ServiceName.allCases { _ = try PlainNotifier.create(in: directory, name: service.rawValue) }
            let commands = ServiceName.allCases.map { service in
                BenchPeer.arguments(.plainStation, directory: directory, events: 0)
                    + ["--service", service.rawValue, "--mode", mode.rawValue]
            }
            return try await BenchPeer.withAll(BenchPeer.thisProgram(), commands, within: .seconds(180)) { peers in
                for peer in peers { try await peer.expectReady() }
                return try await body(directory) { for peer in peers { try await peer.send("go") } }
            }
        }
    }
    #else
    // Without inotify there is no plain wake-up to measure with.
    func drain(_ orders: Int) async throws -> Double? { nil }
    func steady(rate: Int, seconds: Int) async throws -> [Double]? { nil }
    #endif
}
