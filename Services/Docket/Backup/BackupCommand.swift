package import ArgumentParser
import DocketCommandLine
import DocketInstallation
import Foundation

/// `docket backup`.
package struct BackupCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a running installation, all five databases at one moment.",
        discussion: """
            Examples:
              docket backup /backups/2026-11-27
              docket backup /backups/now --data-dir /var/lib/docket --json

            The services go on: only for the moment of the cut, some milliseconds, nobody
            can append to the log. What was copied is verified, as by docket verify, before
            it gets its name; until then it is called DIR.incomplete.

            Put it back with docket restore. To copy the files of a running installation
            one after the other makes no backup: they would not belong together, and the
            services would refuse to start on them.

            Exit codes: 0 done, 1 it could not be made or what was copied breaks a rule, 64
            the directory is not empty, 73 the files do not belong together, 75 the log is
            locked for too long.
            """)

    @Argument(help: .init("A directory that is not there yet, or is empty.", valueName: "dir"))
    var directory: String

    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    package init() {}

    package func run() async throws {
        let source = location.installation
        let target = URL(filePath: directory).standardizedFileURL
        let terminal = Terminal.standardError
        let report = try ToolFailure.naming(source) {
            try InstallationBackup(source: source, target: target).run { text in
                if terminal.isInteractive { terminal.writeProgress(text) }
            }
        }
        if terminal.isInteractive { terminal.endProgress() }
        if json.isOn { return try printJSON(report) }
        let bytes = report.manifest.files.reduce(0) { $0 + $1.bytes }
        Terminal.standardOutput.write(
            """
            \(report.directory): good, verified
              log       \(report.manifest.log) up to position \(report.manifest.position.grouped)
              orders    up to number \(report.manifest.lastOrder.grouped)
              size      \(String(format: "%.1f MB", Double(bytes) / 1e6)), in \(String(format: "%.2f s", report.seconds))
              services  could not append for \(String(format: "%.1f ms", report.writersWaited * 1000))
            """)
    }
}
