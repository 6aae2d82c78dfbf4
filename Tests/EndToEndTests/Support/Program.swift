@testable import DocketInstallation
@testable import DocketSupervisor
import Foundation
import Subprocess
import SystemPackage

/// The programs of Docket, built beside the tests.
enum Program {
    /// How a program ended, and its output.
    struct Result: Sendable {
        var end: ProcessEnd
        var output: String
        var error: String

        /// Reads what a program printed with `--json`.
        func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(type, from: Data(output.utf8))
        }
    }

    private static let directory = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()

    /// Where the services lie, as `docket` is set.
    static let binaries = Binaries(directory: directory)

    static func path(_ name: String) -> String { directory.appending(path: name).path(percentEncoded: false) }

    /// Runs a program to its end. If the test is cancelled, so is the program.
    static func run(_ name: String, _ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
        try await run(name, arguments: arguments, environment: environment)
    }

    @concurrent
    static func run(_ name: String, arguments: [String], environment: [String: String] = [:]) async throws -> Result {
        let overrides = environment.reduce(into: [Environment.Key: String?]()) { $0[.init(stringLiteral: $1.key)] = $1.value }
        let result = try await Subprocess.run(
            .path(FilePath(path(name))), arguments: .init(arguments), environment: .inherit.updating(overrides),
            output: .string(limit: 8 << 20), error: .string(limit: 8 << 20))
        return Result(
            end: ProcessEnd(result.terminationStatus), output: result.standardOutput, error: result.standardError)
    }

    /// Runs a program whose output is not read: the other end of the pipe is closed before it starts.
    @concurrent
    static func runIntoClosedPipe(_ name: String, _ arguments: [String]) async throws -> Result {
        let pipe = try FileDescriptor.pipe()
        try pipe.readEnd.close()
        let result = try await Subprocess.run(
            .path(FilePath(path(name))), arguments: .init(arguments),
            output: .fileDescriptor(pipe.writeEnd, closeAfterSpawningProcess: true), error: .string(limit: 1 << 20))
        return Result(end: ProcessEnd(result.terminationStatus), output: "", error: result.standardError)
    }

    /// Runs a program whose output goes to a disk without room.
    @concurrent
    static func runIntoFullDevice(_ name: String, _ arguments: [String]) async throws -> Result {
        let full = try FileDescriptor.open("/dev/full", .writeOnly)
        let result = try await Subprocess.run(
            .path(FilePath(path(name))), arguments: .init(arguments),
            output: .fileDescriptor(full, closeAfterSpawningProcess: true), error: .string(limit: 1 << 20))
        return Result(end: ProcessEnd(result.terminationStatus), output: "", error: result.standardError)
    }
}

extension ProcessEnd {
    init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .signalled(signal)
        }
    }
}
