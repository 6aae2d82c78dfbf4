import ArgumentParser
import Foundation
import ServiceKit

/// Runs the main part of a program: a ``StartupError`` becomes one line on stderr and its exit code.
///
/// - Throws: `ExitCode` in place of a `StartupError`, so that ArgumentParser ends the process with it; any other error as it is.
package func reportingStartupErrors(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as StartupError {
        FileHandle.standardError.write(Data("error: \(error.message)\n".utf8))
        throw ExitCode(error.code.rawValue)
    }
}
