package import DocketCommandLine
package import DocketInstallation
import Foundation
import SystemPackage

/// Keeps what the services log: `logs/<service>.jsonl`, appended, exactly as they wrote it.
package final class LogFiles: Sendable {
    private let files: [ServiceName: FileDescriptor]

    /// - Throws: ``ToolFailure`` if a file cannot be opened.
    package init(in directory: Installation) throws(ToolFailure) {
        var files: [ServiceName: FileDescriptor] = [:]
        for service in ServiceName.allCases {
            let path = directory.log(of: service).path(percentEncoded: false)
            do {
                files[service] = try .open(
                    FilePath(path), .writeOnly, options: [.create, .append, .closeOnExec], permissions: [.ownerReadWrite])
            } catch {
                throw ToolFailure(.directoryUnusable, "cannot write \(path): \(error)")
            }
        }
        self.files = files
    }

    package func append(_ line: String, of service: ServiceName) {
        // A full disk must not stop the services; the terminal still shows the line.
        _ = try? files[service]?.writeAll((line + "\n").utf8)
    }

    deinit {
        // Nothing is buffered here, so closing cannot lose a line.
        for file in files.values { try? file.close() }
    }
}
