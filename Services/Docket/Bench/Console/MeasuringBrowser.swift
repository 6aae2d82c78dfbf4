import DocketCommandLine
import Foundation

/// Chromium without a window, for one page.
struct MeasuringBrowser: Sendable {
    private static let names = ["chromium", "chromium-browser", "google-chrome"]

    let path: String

    /// - Throws: ``ToolFailure`` if there is none.
    static func find() throws -> MeasuringBrowser {
        let environment = ProcessInfo.processInfo.environment
        let folders = environment["PATH", default: "/usr/bin"].split(separator: ":")
        let found = [environment["CHROMIUM"] ?? ""] + names.flatMap { name in folders.map { "\($0)/\(name)" } }
        guard let path = found.first(where: { !$0.isEmpty && FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw ToolFailure(
                .failed, "there is no Chromium: install it (on Debian: apt-get install chromium), or name it with CHROMIUM")
        }
        return MeasuringBrowser(path: path)
    }

    /// Opens the page, with a profile of its own in `directory`, and closes it when `body` has returned.
    func open<Result>(_ page: String, in directory: URL, _ body: () async throws -> Result) async throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments =
            ["--headless=new", "--disable-gpu", "--no-first-run", "--window-size=1400,900", "--enable-precise-memory-info"]
            // As root it refuses to run in its sandbox; it opens a page of this program, and nothing else.
            + (getuid() == 0 ? ["--no-sandbox"] : [])
            + ["--user-data-dir=\(directory.path(percentEncoded: false))", page]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        return try await body()
    }
}
