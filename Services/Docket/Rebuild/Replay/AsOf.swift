import DocketCommandLine
package import DocketInstallation
package import Foundation

/// `--as-of`.
package enum AsOf {
    package static func complaint(_ text: String) -> String { "--as-of is a time like 2026-11-23T16:00:00Z, not '\(text)'" }

    /// Calls `body` with the installation as it was at that time, in a directory that is removed afterwards.
    package static func visit<Value>(_ source: Installation, at time: Date, _ body: (Installation) throws -> Value) throws
        -> Value
    {
        let url = FileManager.default.temporaryDirectory.appending(path: "docket-as-of-\(UUID().uuidString)")
        let target = Installation(path: url.path(percentEncoded: false))
        defer { try? FileManager.default.removeItem(at: url) }  // What cannot be removed is in the temporary directory.
        try ToolFailure.naming(source) {
            var replay = InstallationReplay(source: source, target: target)
            replay.to = try source.position(asOf: time)
            _ = try replay.run()
        }
        return try body(target)
    }
}
