import CompactJSON
import Contracts
import DocketInstallation
import EventBus
import Foundation
import Instants

/// The lines of the services' logs about an order or a conversation, if `docket up` has kept them.
struct TraceLogs {
    let orders: Set<Int>
    let correlations: Set<String>

    /// Lines that repeat what the databases say (a message was handled) are left out; what remains are calls, timeouts and failures.
    func read(in dataDirectory: String) -> [TraceEntry] {
        ServiceName.allCases.map(\.rawValue).flatMap { service in
            // No such log is an expected case: the services were not started by `docket up`.
            guard let log = try? Data(contentsOf: URL(filePath: "\(dataDirectory)/logs/\(service).jsonl"), options: .mappedIfSafe)
            else { return [TraceEntry]() }
            return log.split(separator: UInt8(ascii: "\n")).compactMap { mayMatter($0) ? entry(of: $0) : nil }
        }
    }

    /// A quick look before a line is decoded: most lines of a long log are about something else.
    private func mayMatter(_ line: Data.SubSequence) -> Bool {
        correlations.contains { line.range(of: Data($0.utf8)) != nil }
            || orders.contains { line.range(of: Data("\"subject\":\"Order-\($0)\"".utf8)) != nil }
    }

    private func entry(of line: Data.SubSequence) -> TraceEntry? {
        // A line that is no JSON (a crash report) has no place in a timeline.
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)), let time = Self.microseconds(line.time),
            line.order.map(orders.contains) ?? false || line.correlationId.map(correlations.contains) ?? false,
            !(line.message == "message handled" && line.outcome == "advanced")
        else { return nil }
        let kind: TraceEntry.Kind =
            switch (line.message, line.outcome) {
            case ("call handled", _): .call
            // The databases have it too; from the log comes the reason.
            case ("message handled", "ignored"), ("message handled", "refused"): .handled
            default: .log
            }
        let outcome = line.outcome == "advanced" ? nil : line.outcome
        let published = line.published.map { "publishes \($0.replacing(",", with: ", "))" }
        let details = [outcome, line.reason, line.error, kind == .log ? published : nil].compactMap(\.self)
        var entry = TraceEntry(
            kind, at: time, by: line.service,
            kind == .log ? [line.message, line.type].compactMap(\.self).joined(separator: " ") : line.type ?? "",
            detail: details.isEmpty ? nil : details.joined(separator: ": "))
        entry.correlationId = line.correlationId
        entry.messageId = line.messageId
        entry.order = line.order
        return entry
    }

    private struct Line: Decodable {
        var time, service, message: String
        var type, outcome, reason, error, published, correlationId, messageId, subject: String?
        var order: Int? { subject.flatMap(OrderID.init(stream:))?.rawValue }
    }

    static func microseconds(_ text: String) -> Int64? { RFC3339.instant(text)?.microsecondsSince1970 }
}
