import CompactJSON
import Contracts
package import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import Instants

/// A trace as a person reads it: a line for each thing that happened, indented by its causes.
package struct TraceText {
    let trace: Trace
    let terminal: Terminal

    package init(trace: Trace, terminal: Terminal) { (self.trace, self.terminal) = (trace, terminal) }

    /// Deeper chains are not indented further, or the page would walk off the screen.
    private static let deepest = 12

    package var lines: [String] {
        let depths = Dictionary(
            trace.entries.compactMap { entry in entry.kind == .message ? entry.messageId.map { ($0, entry.depth ?? 0) } : nil },
            uniquingKeysWith: { first, _ in first })
        let shapes = trace.entries.map { entry in
            String(repeating: "  ", count: min(Self.depth(of: entry, depths), Self.deepest)) + Self.mark(entry) + " " + entry.what
        }
        let width = shapes.map(\.count).max() ?? 0
        return [heading, ""] + zip(trace.entries, shapes).map { line($0, $1, width: width) } + [
            "", terminal.paint(legend, .dim),
        ]
    }

    private var heading: String {
        let messages = trace.entries.count { $0.kind == .message }
        let began = trace.entries.first.map {
            Date(microsecondsSince1970: $0.microseconds).timestamp
        }
        let about =
            switch trace.subject {
            case .order(let order): "Order \(order)"
            case .correlation(let id): "Correlation \(id)"
            }
        let took = Duration.seconds((trace.entries.last?.offset ?? 0) / 1000).asMilliseconds
        return terminal.paint(about, .bold)
            + "  from \(began ?? "never"), \(messages) message\(messages == 1 ? "" : "s"), \(took)"
    }

    private var legend: String {
        let more = trace.entries.contains { $0.kind == .failure || $0.kind == .byHand } ? "✗ failed try  ✎ by hand  " : ""
        return
            "▶ call  ● message on the bus  ← handled by a consumer  ■ event in the stream  ◆ decision  · log  \(more)times in ms"
    }

    private func line(_ entry: TraceEntry, _ shape: String, width: Int) -> String {
        let offset = String(format: "%+.1f", entry.offset).leftPadded(to: 10)
        let position = (entry.kind == .message ? entry.position.map { "#\($0)" } ?? "" : "").leftPadded(to: 8)
        let colour = ServiceName(rawValue: entry.service)?.colour ?? .dim
        let what = entry.kind == .message || entry.kind == .call ? terminal.paint(shape, .bold) : shape
        let text =
            "\(terminal.paint(offset, .dim)) \(terminal.paint(position, .dim))  "
            + "\(terminal.paint(entry.service.padded(to: 9), colour)) \(what)"
        guard let detail = entry.detail, !detail.isEmpty else { return text }
        return text + String(repeating: " ", count: width - shape.count + 2) + terminal.paint(detail, .dim)
    }

    /// What a message leads to is indented one step further than the message.
    private static func depth(of entry: TraceEntry, _ depths: [String: Int]) -> Int {
        switch entry.kind {
        case .message: entry.depth ?? 0
        case .handled, .failure, .log: entry.messageId.flatMap { depths[$0] }.map { $0 + 1 } ?? 0
        case .event, .decision: entry.causationId.flatMap { depths[$0] }.map { $0 + 1 } ?? 0
        case .call, .byHand: 0
        }
    }

    private static func mark(_ entry: TraceEntry) -> String {
        switch entry.kind {
        case .call: "▶"
        case .message: "●"
        case .handled: "←"
        case .event: "■"
        case .decision: "◆"
        case .failure: "✗"
        case .byHand: "✎"
        case .log: "·"
        }
    }
}
