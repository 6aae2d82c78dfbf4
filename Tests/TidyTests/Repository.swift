import Foundation

/// The repository's own files, as the tests of this target read them.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct SourceFile: CustomStringConvertible {
        /// From the root: `Shared/EventBus/Envelope.swift`.
        var path: String
        var lines: [Substring]
        var description: String { path }

        /// The modules it imports.
        var imports: Set<String> {
            Set(
                lines.compactMap { line in
                    let words = line.split(separator: " ")
                    guard let index = words.firstIndex(of: "import"), index < 2, words.count == index + 2 else { return nil }
                    return String(words[index + 1])
                })
        }
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// All Swift files below a folder.
    static func swiftFiles(under folder: String) throws -> [SourceFile] {
        let base = root.appending(path: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: base.path(percentEncoded: false))
        return try names.filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.sorted().map { name in
            let path = "\(folder)/\(name)"
            return SourceFile(path: path, lines: try text(of: path).split(separator: "\n", omittingEmptySubsequences: false))
        }
    }
}
