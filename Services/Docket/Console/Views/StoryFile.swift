import CompactJSON
import Contracts
import DocketCommandLine
import DocketInstallation
import DocketOperations
import Foundation
import ServiceKit

/// The story of one order, and of its twin, in a single HTML file that opens without a server.
struct StoryFile {
    private static let scripts = ["dom.js", "order.js", "story.js"]

    let html: String

    /// - Throws: ``Problem`` (404) if there is no such order.
    init(_ id: OrderID, _ installation: Installation) throws {
        let story = try OrderStory.load(id, at: .max, installation, readsLogs: true)
        // The twin is found by number; without one the order stands alone.
        let twin = story["twin"].flatMap { if case .integer(let number) = $0 { OrderID(number) } else { nil } }
        let stories = [story] + (try twin.map { [try OrderStory.load($0, at: .max, installation, readsLogs: true)] } ?? [])
        let positions = try Trace.load(.order(id), dataDirectory: installation.path, readsLogs: false).entries
            .filter { $0.kind == .message }.compactMap(\.position)
        let messages = try positions.map { try MessageStory.load($0, installation) }
        let model = try JSONValue(parsing: MessageCoding.encode(ConsoleModel(mayAct: false)))
        let data: JSONValue = ["model": model, "stories": .array(stories), "messages": .array(messages)]
        html = Self.page(
            title: "Order \(id)", style: try PageFiles.text("style.css"), script: try Self.script(),
            data: data.withoutPersonalData.canonicalText)
    }

    /// The modules one after the other: within one file there is nothing to import.
    private static func script() throws -> String {
        try scripts.map { name in
            try PageFiles.text(name).split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("import ") }
                .map { $0.hasPrefix("export ") ? $0.dropFirst("export ".count) : $0 }
                .joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func page(title: String, style: String, script: String, data: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>\(title)</title>
        <style>\(style)</style>
        <body class="file">
        <main>
        <div id="stories" class="order-grid"></div>
        <section class="card"><h2>Messages</h2><div id="messages"></div></section>
        </main>
        <script type="application/json" id="data">\(data.replacing("<", with: "\\u003c"))</script>
        <script type="module">\(script)</script>
        </body>
        </html>

        """
    }
}
