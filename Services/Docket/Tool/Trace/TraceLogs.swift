import Foundation

/// The lines of the services' logs about an order or a conversation, if `docket up` has kept them.
struct TraceLogs {
    let orders: Set<Int>
    let correlations: Set<String>

    /// Lines that repeat what the databases say (a message was handled) are left out; what remains are calls, watches and trouble.
    func read(in dataDirectory: String) -> [TraceEntry] {
        Facts.consumers.flatMap { service in
            // No such log is an expected case: the services were not started by `docket up`.
            guard let log = try? Data(contentsOf: URL(filePath: "\(dataDirectory)/logs/\(service).jsonl"), options: .mappedIfSafe)
            else { return [TraceEntry]() }
            return log.split(separator: UInt8(ascii: "\n")).compactMap { mayMatter($0) ? entry(of: $0) : nil }
        }
    }

    /// A quick look before a line is decoded: most lines of a long log are about something else.
    private func mayMatter(_ line: Data.SubSequence) -> Bool {
        correlations.contains { line.range(of: Data($0.utf8)) != nil }
            || orders.contains { line.range(of: Data("\"orderId\":\($0)".utf8)) != nil }
    }

    private func entry(of line: Data.SubSequence) -> TraceEntry? {
        // A line that is no JSON (a crash report) has no place in a timeline.
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)), let time = Self.microseconds(line.time),
            line.orderId.map(orders.contains) ?? false || line.correlationId.map(correlations.contains) ?? false,
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
        let said = line.said.map { "says \($0.replacing(",", with: ", "))" }
        let details = [outcome, line.reason, line.error, kind == .log ? said : nil].compactMap(\.self)
        var entry = TraceEntry(
            kind, at: time, by: line.service,
            kind == .log ? [line.message, line.type].compactMap(\.self).joined(separator: " ") : line.type ?? "",
            detail: details.isEmpty ? nil : details.joined(separator: ": "))
        entry.correlationId = line.correlationId
        entry.messageId = line.messageId
        entry.order = line.orderId
        return entry
    }

    private struct Line: Decodable {
        var time, service, message: String
        var type, outcome, reason, error, said, correlationId, messageId: String?
        var orderId: Int?
    }

    /// The logs' own form, `2026-11-23T16:00:00.123456Z`: Foundation's style stops at the millisecond.
    static func microseconds(_ text: String) -> Int64? {
        let parts = text.split(separator: ".")
        // It parses or it is no time: the reason is not needed.
        guard parts.count == 2, parts[1].count == 7, let fraction = Int64(parts[1].dropLast()),
            let date = try? Date.ISO8601FormatStyle().parse("\(parts[0])Z")
        else { return nil }
        return Int64(date.timeIntervalSince1970) * 1_000_000 + fraction
    }
}
