import Foundation

/// A directory of one test, removed with it.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "docket-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// The path of a file in it.
    func path(of name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

    /// Writes a file and returns its path.
    func write(_ data: Data, to name: String) throws -> String {
        try data.write(to: url.appending(path: name))
        return path(of: name)
    }

    deinit {
        // What cannot be removed lies in the system's temporary directory, which is cleaned by the system.
        try? FileManager.default.removeItem(at: url)
    }
}
