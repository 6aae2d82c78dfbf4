import ArgumentParser
import DocketSupervisor
import DocketTool
import Foundation
import Testing

extension EndToEnd {
    /// What every subcommand of `docket` owes its users.
    struct CommandLineTests {
        static let subcommands = DocketCommand.configuration.subcommands.compactMap { $0.configuration.commandName }

        @Test(arguments: subcommands) func `help shows an example and ends with 0`(subcommand: String) async throws {
            let result = try await Program.run("docket", subcommand, "--help")
            #expect(result.end == .exited(0))
            #expect(result.output.contains("Example") && result.output.contains("  docket \(subcommand)"), "\(result.output)")
            #expect(!result.output.contains("\u{1B}"))
        }

        @Test(arguments: subcommands) func `an unknown option ends with 64`(subcommand: String) async throws {
            // A command that cannot do without an argument would complain about that first.
            let needed =
                [
                    "trace": ["1"], "compact": ["--keep", "1"], "rebuild": ["stock"], "replay": ["--into", "nowhere"],
                    "backup": ["nowhere"], "restore": ["nowhere"], "diff": ["here", "there"],
                ][subcommand, default: []]
            let result = try await Program.run("docket", arguments: [subcommand] + needed + ["--frobnicate"])
            #expect(result.end == .exited(64))
            #expect(result.error.contains("--frobnicate") && result.output.isEmpty, "\(result.error)")
        }

        @Test(arguments: [
            (["status", "--data-dir", "/nonexistent/docket", "--json"], Int32(1), "docket up"),
            (["demo", "nowhere", "--json"], 64, "there is no scenario"),
            (["demo", "--json", "--frobnicate"], 64, "--frobnicate"),
        ])
        func `with --json an error is JSON too`(arguments: [String], status: Int32, text: String) async throws {
            struct Failure: Decodable {
                var error: String
                var exitCode: Int32
            }
            let result = try await Program.run("docket", arguments: arguments)
            let failure = try JSONDecoder().decode(Failure.self, from: Data(result.error.utf8))
            #expect(result.end == .exited(status) && failure.exitCode == status)
            #expect(failure.error.contains(text))
        }

        @Test(arguments: ["docket", "orders", "stock", "shipping", "dispatch-orchestrator"])
        func `every program says its version`(program: String) async throws {
            let result = try await Program.run(program, "--version")
            #expect(result.end == .exited(0))
            #expect(result.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+(-[a-z]+)?\n/) != nil, "\(result.output)")
        }

        @Test(arguments: [["--help"], ["demo", "--list"], ["status", "--data-dir", "/nonexistent/docket"]])
        func `when its output is not read it ends silently`(arguments: [String]) async throws {
            let result = try await Program.runIntoClosedPipe("docket", arguments)
            // As any program on a pipe: by the signal, or with the code it ends with anyway.
            #expect([.signalled(SIGPIPE), .exited(0), .exited(1)].contains(result.end))
            #expect(!result.error.contains("pipe") && !result.error.contains("rror"), "\(result.error)")
        }

        #if os(Linux)
        @Test func `output that cannot be written is an error, not a success`() async throws {
            let result = try await Program.runIntoFullDevice("docket", ["demo", "--list"])
            #expect(result.end == .exited(1))
            #expect(result.error == "docket: the output could not be written: No space left on device\n")
        }
        #endif

        @Test func `without an installation each command says what is missing`() async throws {
            let home = try TemporaryDirectory()
            let nowhere = home.path(of: "nowhere")
            let status = try await Program.run("docket", "status", "--data-dir", nowhere)
            #expect(status.end == .exited(1) && status.error.contains("docket up"), "\(status.error)")
            #expect(!status.output.contains("\u{1B}"))
            let verify = try await Program.run("docket", "verify", "--data-dir", nowhere)
            #expect(verify.end == .exited(2) && verify.error.contains("\(nowhere)/bus.db: it is missing"), "\(verify.error)")
            let load = try await Program.run("docket", "load", "--data-dir", nowhere)
            #expect(load.end == .exited(75) && load.error.contains("docket up"), "\(load.error)")
            #expect(!FileManager.default.fileExists(atPath: nowhere), "looking created something")
        }
    }
}
