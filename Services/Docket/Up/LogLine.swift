import DocketCommandLine
import Foundation

/// A service's JSON log line, shortened for people: who, how bad, what, about which order.
struct LogLine {
    private let fields: [String: Any]

    /// `nil` if the line is no JSON object: a crash report, a message of the dynamic linker.
    init?(_ line: String) {
        // Not JSON is an expected case, shown as it is.
        guard let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { return nil }
        self.fields = fields
    }

    var level: String { text("level") ?? "info" }
    var message: String { text("message") ?? "" }

    /// Everything that the compact line does not show elsewhere or leave out, as `key=value`.
    private static let hidden: Set = [
        "time", "level", "service", "message", "correlationId", "subject", "messageId", "causationId", "label", "source", "trace",
    ]

    /// `warning stock is short  Order-12 sku=MUG [3f2a91c0]`, coloured for this terminal.
    func compact(on terminal: Terminal) -> String {
        var parts = [terminal.paint(level.padded(to: 7), Self.colour(of: level)), message]
        if let subject = text("subject") { parts.append(terminal.paint(subject, .bold)) }
        let details = fields.keys.filter { !Self.hidden.contains($0) }.sorted().compactMap { key in
            text(key).map { "\(key)=\($0)" }
        }
        if !details.isEmpty { parts.append(terminal.paint(details.joined(separator: " "), .dim)) }
        // Enough to recognise a chain by eye; `docket trace` takes the whole id from the log file.
        if let correlation = text("correlationId") { parts.append(terminal.paint("[\(correlation.suffix(12))]", .dim)) }
        return parts.joined(separator: " ")
    }

    private func text(_ key: String) -> String? {
        switch fields[key] {
        case let value as String: value
        case let value as NSNumber: "\(value)"
        case .none: nil
        case .some(let other): "\(other)"
        }
    }

    private static func colour(of level: String) -> Colour {
        switch level {
        case "warning", "notice": .yellow
        case "error", "critical": .red
        default: .dim
        }
    }
}
