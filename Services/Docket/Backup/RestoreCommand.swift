package import ArgumentParser
import DocketCommandLine
import DocketInstallation
import Foundation

/// `docket restore`.
package struct RestoreCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup back, all five databases together.",
        discussion: """
            Examples:
              docket restore /backups/2026-11-27 --data-dir /var/lib/docket
              docket restore /backups/2026-11-27 --replace

            The services must not run. The backup is checked byte by byte first. With
            --replace, what is there is kept in DATA-DIR/replaced-TIME.

            What happened after the backup is not in it. The restored log is a log of its
            own: a file of the old one that comes back later is refused. Numbers of orders
            that may have been given since are not given again: as far as the files have
            that are replaced, or 100,000 of them are left out. When you know that no order
            was created since, say --skip-numbers 0.

            Exit codes: 0 done, 1 the backup is damaged, 73 something is there already, or
            a service runs.
            """)

    @Argument(help: .init("A directory that docket backup has made.", valueName: "backup"))
    var backup: String

    @Flag(help: "Put it in the place of what is there, which is kept under another name.")
    var replace = false

    @Option(help: .init("Order numbers to leave out. (default: as many as may have been given)", valueName: "numbers"))
    var skipNumbers: Int?

    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        if let skipNumbers, !(0...1_000_000_000_000).contains(skipNumbers) {
            throw ValidationError("--skip-numbers is 0 to 1000000000000")
        }
    }

    package func run() async throws {
        let target = location.installation
        let terminal = Terminal.standardError
        var restore = InstallationRestore(backup: URL(filePath: backup).standardizedFileURL, target: target)
        restore.replaces = replace
        restore.gap = skipNumbers
        let report = try ToolFailure.naming(target) {
            try restore.run { text in if terminal.isInteractive { terminal.writeProgress(text) } }
        }
        if terminal.isInteractive { terminal.endProgress() }
        if json.isOn { return try printJSON(report) }
        Terminal.standardOutput.write(
            """
            \(report.dataDirectory): restored, verified
              log       \(report.log), a new one, up to position \(report.position.grouped)
              orders    the next one gets number \(report.nextOrder.grouped)
            """)
        if let replaced = report.replaced { Terminal.standardOutput.write("  replaced  kept in \(replaced)") }
    }
}
