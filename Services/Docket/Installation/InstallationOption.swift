package import ArgumentParser
import Foundation

/// `--data-dir`, taken by every command that looks at an installation.
package struct InstallationOption: ParsableArguments {
    @Option(
        name: .customLong("data-dir"),
        help: .init("Where bus, databases and logs lie. (default: DOCKET_DATA_DIR, else ./.docket)", valueName: "dir"))
    package var path: String?

    package init() {}

    package var installation: Installation {
        Installation(path: path ?? ProcessInfo.processInfo.environment["DOCKET_DATA_DIR"] ?? ".docket")
    }
}
