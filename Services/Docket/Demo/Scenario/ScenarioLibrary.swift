import DocketCommandLine
import Foundation

/// The built-in scenarios, and files of users.
enum ScenarioLibrary {
    /// The names of the built-in scenarios, in the order to read them.
    static let builtIn = [
        "happy-path", "stock-shortage", "no-carrier", "customer-cancels", "cancel-after-pivot", "duplicate-delivery",
        "service-down-and-back", "silent-step", "late-answer", "orchestrator-crash", "flash-sale",
        "poison-message", "compensation-fails", "event-notification", "state-transfer",
    ]

    /// A built-in scenario by its name, or any by the path of its file.
    ///
    /// - Throws: ``ToolFailure`` with status 64 that names the file and the line.
    static func load(_ nameOrPath: String) throws(ToolFailure) -> Scenario {
        let isPath = nameOrPath.hasSuffix(".yml") || nameOrPath.hasSuffix(".yaml") || nameOrPath.contains("/")
        let file = isPath ? URL(filePath: nameOrPath) : folder.appending(path: "\(nameOrPath).yml")
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8)
        } catch {
            guard !isPath else { throw ToolFailure(.usage, "cannot read \(nameOrPath): \(error.localizedDescription)") }
            throw ToolFailure(
                .usage, "there is no scenario '\(nameOrPath)'; there are \(builtIn.joined(separator: ", ")), or give a .yml file")
        }
        do {
            return try ScenarioReader.read(text, id: file.deletingPathExtension().lastPathComponent)
        } catch {
            throw ToolFailure(.usage, "\(file.relativePath): \(error)")
        }
    }

    private static var folder: URL { Bundle.module.bundleURL.appending(path: "Scenarios") }
}
