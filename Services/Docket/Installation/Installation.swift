package import Foundation
package import ServiceKit

/// One installation: a data directory and the names of the files in it. To look at it creates nothing.
package struct Installation: Sendable, Hashable {
    package let url: URL

    package init(path: String) {
        url = URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL
    }

    package var path: String { url.path(percentEncoded: false) }
    package var bus: URL { url.appending(path: "bus.db") }
    package func database(of service: ServiceName) -> URL { url.appending(path: "\(service.rawValue).db") }
    package func log(of service: ServiceName) -> URL { url.appending(path: "logs/\(service.rawValue).jsonl") }

    /// What a service wrote about itself when it last began to listen; `nil` if it never did or stopped cleanly.
    package func runFile(of service: ServiceName) -> RunFile? {
        let file = url.appending(path: "run/\(service.rawValue).json")
        // Missing, half written or of another format all mean the same here: not running as far as we know.
        guard let data = try? Data(contentsOf: file) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try? decoder.decode(RunFile.self, from: data)
    }

    /// The process of a service that runs here; `nil` if none does.
    package func holder(of service: ServiceName) -> DirectoryLock.Holder? { DirectoryLock.holder(of: service.rawValue, in: path) }

    /// What a service that may run wrote about itself; `nil` if it has certainly ended.
    package func running(_ service: ServiceName) -> RunFile? {
        runFile(of: service).flatMap { $0.mayBeRunning(in: path) ? $0 : nil }
    }

    /// Makes the directory where it is missing, with room for logs, private to its owner.
    ///
    /// - Throws: `StartupError` that gives the reason.
    package func create() throws -> DataDirectory {
        let directory = try DataDirectory(creating: path)
        do {
            try FileManager.default.createDirectory(
                atPath: directory.path(of: "logs"), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartupError(.cannotCreate, "\(directory.path(of: "logs")) cannot be created: \(error.localizedDescription)")
        }
        return directory
    }
}

extension RunFile {
    /// Where the service is reached: `http://127.0.0.1:8101`.
    package var address: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
