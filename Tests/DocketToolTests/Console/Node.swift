import Foundation
import Testing

/// Node, to run what a browser runs.
enum Node {
    static let path = ["/usr/bin/node", "/usr/local/bin/node", "/opt/homebrew/bin/node"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The files of the page, as they are in the repository.
    private static let root = (0..<4).reduce(URL(filePath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
    private static let page = root.appending(path: "Services/Docket/Console/Page")
    private static let scripts = root.appending(path: "Tests/Console")

    /// Runs a script with the page's folder as its argument and a file as its input, and returns what it says.
    static func run(_ script: String, input: Data) async throws -> String {
        let directory = try TemporaryDirectory()
        let (given, taken) = (directory.url.appending(path: "input.json"), directory.url.appending(path: "output.txt"))
        try input.write(to: given)
        _ = FileManager.default.createFile(atPath: taken.path, contents: nil)
        let output = try FileHandle(forWritingTo: taken)
        let process = Process()
        process.executableURL = URL(filePath: try #require(path))
        process.arguments = [scripts.appending(path: script).path, page.path, given.path]
        process.standardOutput = output
        process.standardError = output
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in done.resume() }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
        return String(decoding: try Data(contentsOf: taken), as: UTF8.self)
    }
}
