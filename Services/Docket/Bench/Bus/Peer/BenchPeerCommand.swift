import ArgumentParser
import Contracts
import Decisions
import DocketCommandLine
import DocketInstallation
import DocketLoad
import Foundation

/// What another process does in a measurement.
enum PeerRole: String, Sendable, ExpressibleByArgument {
    /// Appends single events from "go" to "stop".
    case append
    /// Waits for events on the bus and measures how long they took.
    case hop
    /// The same without Docket's code.
    case plainHop = "plain-hop"
    /// Hands orders on as one of the services does, without Docket's code.
    case plainStation = "plain-station"
}

/// `docket bench peer`: the other process of a measurement. Not for people: `docket bench` starts it and talks to it by lines.
struct BenchPeerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer", abstract: "The other process of a measurement.", shouldDisplay: false)

    @Argument var role: PeerRole
    @Option var directory: String
    @Option var events: Int
    @Option var seed: UInt64 = 1
    @Option var firstOrder = 1
    @Option var service: ServiceName = .orders
    @Option var mode: CoordinationMode = .choreography

    func run() async throws {
        let (role, directory, events) = (role, directory, events)
        let (seed, firstOrder) = (seed, firstOrder)
        let (service, mode) = (service, mode)
        try await onOwnThread {
            switch role {
            case .append:
                try AppendingPeer.run(try BenchMessages.make(events, seed: seed, firstOrder: firstOrder), in: directory)
            case .hop: try HopPeer.run(in: directory)
            case .plainHop: try HopPeer.runPlain(in: directory)
            case .plainStation: try PlainStationPeer.run(service, mode: mode, in: directory)
            }
        }
    }
}

/// How a peer talks: lines on its standard input and output.
enum PeerLines {
    static func report(_ line: String) {
        Terminal.standardOutput.write(line)
    }

    static func report(_ answer: some Encodable) throws {
        report(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
    }

    /// The next line; the peer ends when its input does.
    static func next() throws -> String {
        guard let line = readLine() else { throw ToolFailure(.tryLater, "whoever started this process is gone") }
        return line
    }

    /// A flag that is set by the next line, or when the parent process is gone.
    static func stopAtNextLine() -> StopFlag {
        let stop = StopFlag()
        Thread.detachNewThread {
            _ = readLine()
            stop.set()
        }
        return stop
    }
}
