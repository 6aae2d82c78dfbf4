package import ArgumentParser
import DocketCommandLine
import EventBus
import Foundation
import GRDB

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

extension ToolFailure {
    /// Runs `body` and makes one sentence of an error of the files.
    package static func naming<Value>(_ installation: Installation, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as BusError {
            throw ToolFailure(error.isRetriable ? .tryLater : .failed, error.message)
        } catch let error as DatabaseError {
            throw ToolFailure(
                .failed,
                "a file in \(installation.path) cannot be read: \(error.message ?? "\(error.extendedResultCode.rawValue)")")
        }
    }
}
