import DocketCommandLine
import Foundation
import Subprocess
import SystemPackage

/// Another process of a measurement, as the one that started it sees it.
///
/// It ends by itself when its input is closed, so nothing is left behind even if this process is killed.
final class BenchPeer {
    private typealias Lines = SubprocessOutputSequence.StringSequence<UTF8>

    private let input: StandardInputWriter
    private var lines: Lines.AsyncIterator

    private init(_ input: StandardInputWriter, _ lines: Lines) {
        self.input = input
        self.lines = lines.makeAsyncIterator()
    }

    /// The path of the running `docket`.
    static func thisProgram() throws -> String {
        guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
            throw ToolFailure(.failed, "cannot find out where this program lies")
        }
        return program.path(percentEncoded: false)
    }

    static func arguments(
        _ role: PeerRole, directory: String, events: Int, seed: UInt64 = 1, firstOrder: Int = 1
    ) -> [String] {
        [
            "bench", "peer", role.rawValue, "--directory", directory, "--events", "\(events)", "--seed", "\(seed)",
            "--first-order", "\(firstOrder)",
        ]
    }

    /// Starts a peer, lets `body` talk to it, and returns when it has ended.
    ///
    /// - Parameter limit: A peer that takes longer is killed, and `body` finds that it has ended.
    static func with<Result: Sendable>(
        _ program: String, _ arguments: [String], within limit: Duration, _ body: (BenchPeer) async throws -> Result
    ) async throws -> Result {
        var options = PlatformOptions()
        // Ctrl-C at the terminal reaches only us.
        options.processGroupID = 0
        return try await Subprocess.run(
            .path(FilePath(program)), arguments: .init(arguments), platformOptions: options, input: .inputWriter,
            output: .sequence, error: .currentStandardError
        ) { execution in
            let watchdog = Task {
                try await Task.sleep(for: limit)
                try execution.send(signal: .kill)
            }
            defer { watchdog.cancel() }
            let peer = BenchPeer(execution.standardInputWriter, execution.standardOutput.strings())
            let result = try await body(peer)
            try await peer.finish()
            return result
        }.closureResult
    }

    /// Starts a peer for each command and lets `body` talk to all of them.
    static func withAll<Result: Sendable>(
        _ program: String, _ commands: [[String]], within limit: Duration, started: [BenchPeer] = [],
        _ body: ([BenchPeer]) async throws -> Result
    ) async throws -> Result {
        guard let command = commands.first else { return try await body(started) }
        return try await with(program, command, within: limit) { peer in
            try await withAll(program, Array(commands.dropFirst()), within: limit, started: started + [peer], body)
        }
    }

    func send(_ line: String) async throws {
        _ = try await input.write(line + "\n")
    }

    func expectReady() async throws {
        let line = try await nextLine()
        guard line == "ready" else { throw ToolFailure(.failed, "another process of the measurement said: \(line)") }
    }

    func answer<Answer: Decodable>(_ type: Answer.Type = Answer.self) async throws -> Answer {
        try JSONDecoder().decode(type, from: Data(try await nextLine().utf8))
    }

    private func nextLine() async throws -> String {
        guard let line = try await lines.next() else {
            throw ToolFailure(.failed, "another process of the measurement failed, or took too long")
        }
        return line
    }

    /// Closes its input, which ends it, and waits for the end of its output.
    private func finish() async throws {
        try await input.finish()
        while try await lines.next() != nil {}
    }
}
