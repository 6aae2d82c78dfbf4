import BusTesting
import EventBus
import EventBusTesting
import Foundation
import Synchronization

/// A `bus-peer`, started and spoken to.
final class BusPeerProcess: Sendable {
    enum Mode: String { case serve, stream, hold }

    private struct State {
        var process = Process()
        var input = Pipe()
        var output = Pipe()
        var unread = Data()
    }

    private let state: Mutex<State>
    let id: Int32

    init(directory: String, mode: Mode = .serve) throws {
        let state = State()
        state.process.executableURL = Self.executable
        state.process.arguments = [directory, mode.rawValue]
        state.process.standardInput = state.input
        state.process.standardOutput = state.output
        try state.process.run()
        id = state.process.processIdentifier
        self.state = Mutex(state)
    }

    /// Built next to the tests.
    private static var executable: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("bus-peer")
    }

    /// The next line it says; `nil` when it has ended.
    func readLine() -> String? {
        state.withLock { Self.readLine(&$0) }
    }

    private static func readLine(_ state: inout State) -> String? {
        while true {
            if let end = state.unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { state.unread = Data(state.unread[(end + 1)...]) }
                return String(decoding: state.unread[..<end], as: UTF8.self)
            }
            let more = state.output.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            state.unread += more
        }
    }

    /// Asks and waits for the answer, which may be an error of the bus.
    func ask(_ request: PeerRequest) throws(BusError) -> [Position] {
        let reply = state.withLock { state in
            Result {
                try state.input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(request) + Data("\n".utf8))
                return try JSONDecoder().decode(PeerReply.self, from: Data((Self.readLine(&state) ?? "").utf8))
            }
        }
        guard case .success(let reply) = reply else { throw BusError(.unavailable, "the other process is gone: \(reply)") }
        if let code = reply.errorCode.flatMap(BusError.Code.init(rawValue:)) { throw BusError(code, reply.error ?? "") }
        return reply.positions
    }

    func send(_ signal: Int32) { kill(id, signal) }

    /// Closes its input and waits until it has ended, for which that is the reason if it serves.
    func finish() {
        state.withLock { state in
            // Closed already is closed.
            try? state.input.fileHandleForWriting.close()
            state.process.waitUntilExit()
        }
    }
}
