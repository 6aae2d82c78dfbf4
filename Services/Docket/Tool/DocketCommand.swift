package import ArgumentParser
import DocketBackup
import DocketBench
import DocketChaos
import DocketCommandLine
import DocketCompare
import DocketDemo
import DocketLoad
import DocketOperations
import DocketRebuild
import DocketSchema
import DocketSimulate
import DocketSupervisor
import DocketVerify
import DurableSQLite
import Foundation
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
        subcommands: [
            UpCommand.self,
            StatusCommand.self,
            LoadCommand.self,
            DemoCommand.self,
            CompareCommand.self,
            BenchCommand.self,
            TraceCommand.self,
            OrderCommand.self,
            EventsCommand.self,
            DeadLettersCommand.self,
            SagasCommand.self,
            VerifyCommand.self,
            SimulateCommand.self,
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
            Terminal.standardError.write("docket: \(failure.message)")
            Foundation.exit(failure.status.rawValue)
        } catch let error as StartupError {
            Terminal.standardError.write("docket: \(error.message)")
            Foundation.exit(error.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
