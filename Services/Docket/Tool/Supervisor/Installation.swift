package import Foundation

/// The layout of an installation's directory. The services and this tool agree on these names.
package struct Installation: Sendable, Hashable {
    package let url: URL

    package init(path: String) {
        url = URL(filePath: path, directoryHint: .isDirectory)
    }

    package var path: String { url.path(percentEncoded: false) }
    package var bus: URL { url.appending(path: "bus.db") }
    /// Held by `docket up` while it runs.
    var lock: URL { url.appending(path: "docket.lock") }
    /// Held by a running service; contains its process id.
    func lock(of service: ServiceName) -> URL { url.appending(path: "\(service.rawValue).lock") }
    package func database(of service: ServiceName) -> URL { url.appending(path: "\(service.rawValue).db") }
    func runFile(of service: ServiceName) -> URL { url.appending(path: "run/\(service.rawValue).json") }
    package func log(of service: ServiceName) -> URL { url.appending(path: "logs/\(service.rawValue).jsonl") }

    func logPath(of service: ServiceName) -> String { log(of: service).path(percentEncoded: false) }

    /// Makes the directory and its subdirectories, readable by their owner only: they hold personal data.
    ///
    /// - Throws: ``ToolFailure`` with status 73.
    package func create() throws(ToolFailure) {
        do {
            for directory in [url, url.appending(path: "run"), url.appending(path: "logs")] {
                try FileManager.default.createDirectory(
                    at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw ToolFailure(.directoryUnusable, "cannot create the data directory \(path): \(error.localizedDescription)")
        }
    }
}
