package import ArgumentParser
import DocketBackup
import DocketBench
import DocketChaos
import DocketClient
import DocketCommandLine
import DocketCompare
import DocketConsole
import DocketDemo
import DocketLoad
import DocketOperations
import DocketRebuild
import DocketSchema
import DocketSimulate
import DocketUp
import DocketVerify
import DurableSQLite
import Foundation
import FulfilmentSupport
import ServiceKit

/// `docket`: everything a person runs. One subcommand a folder; a new one is added to the list below and nowhere else.
package struct DocketCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "docket",
        abstract: "Runs, watches and breaks the services that fulfil orders together.",
        discussion: """
            First steps:
              docket up                     start the services and watch their logs
              docket load --receive 1000    send 100 made-up orders through them
              docket status                 what runs, who is behind, orders by state
              docket demo --list            scenarios to play, faults included

            All of them look at one data directory: ./.docket, or what --data-dir or
            DOCKET_DATA_DIR says.
            """,
        version: Product.docket.version,
        subcommands: [
            UpCommand.self,
            StatusCommand.self,
            ConsoleCommand.self,
            LoadCommand.self,
            DemoCommand.self,
            CompareCommand.self,
            BenchCommand.self,
            TraceCommand.self,
            OrderCommand.self,
            ProjectionsCommand.self,
            EventsCommand.self,
            DeadLettersCommand.self,
            SagasCommand.self,
            VerifyCommand.self,
            SimulateCommand.self,
            ExploreCommand.self,
            CompactCommand.self,
            BackupCommand.self,
            RestoreCommand.self,
            DiffCommand.self,
            RebuildCommand.self,
            ReplayCommand.self,
            ChaosCommand.self,
            SchemaCommand.self,
        ])

    package init() {}

    /// Parses the command line, runs the command and ends the program with the exit code that fits.
    package static func start() async -> Never {
        SQLiteMemory.stopCounting()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            try Terminal.checkWritten()
            Foundation.exit(ExitStatus.ok.rawValue)
        } catch let failure as ToolFailure {
            fail(failure.message, failure.status.rawValue)
        } catch let error as StartupError {
            fail(error.message, error.code.rawValue)
        } catch let error as APIError {
            fail("\(error)", (error.isRetriable ? ExitStatus.tryLater : .failed).rawValue)
        } catch  where exitCode(for: error) != .success && wantsJSON {
            fail(message(for: error), exitCode(for: error).rawValue)
        } catch {
            exit(withError: error)
        }
    }

    /// Whoever asked for JSON reads an error as JSON too. The parsed command is not known where parsing failed.
    private static var wantsJSON: Bool { CommandLine.arguments.prefix { $0 != "--" }.contains("--json") }

    private struct Failure: Encodable {
        var error: String
        var exitCode: Int32
    }

    private static func fail(_ message: String, _ status: Int32) -> Never {
        let json = wantsJSON ? try? encodedJSON(Failure(error: message, exitCode: status)) : nil
        if let json {
            Terminal.standardError.writeJSON(String(decoding: json, as: UTF8.self))
        } else {
            Terminal.standardError.write("docket: \(message)")
        }
        Foundation.exit(status)
    }
}
