package import Foundation

/// What a running service says about itself in `run/<service>.json`, once it listens.
///
/// A service that was killed leaves its file behind, so the process id is what proves that the file is of today.
package struct RunFile: Sendable, Hashable, Codable {
    package var service: String
    package var pid: Int32
    package var host: String
    package var port: Int
    package var startedAt: Date

    /// Where the service listens: `http://127.0.0.1:8101`.
    package var address: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// True while a process with this id exists. A false yes is possible after a reboot; then nobody answers there.
    var processExists: Bool { kill(pid, 0) == 0 || errno == EPERM }

    /// The file of this service, or `nil` if it is not there or not complete yet.
    package static func read(_ service: ServiceName, in directory: Installation) -> RunFile? {
        // A file that is missing, half written or of another format all mean the same here: not running as far as we know.
        guard let data = try? Data(contentsOf: directory.runFile(of: service)) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            let withFraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            return try (try? withFraction.parse(text)) ?? Date.ISO8601FormatStyle().parse(text)
        }
        return try? decoder.decode(RunFile.self, from: data)
    }
}
