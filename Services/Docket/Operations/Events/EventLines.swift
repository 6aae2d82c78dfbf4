import CompactJSON
import Contracts
import ContractSchemas
import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import Instants

/// How a message of the log is written on a line.
struct EventLines {
    let terminal: Terminal
    let asCloudEvents: Bool

    static let cloudEvents = CloudEventCoding(schemas: SchemaCatalog.base)

    /// `    41 16:47:06.666120 stock     StockReserved          Order-7       orchestration  2 x MUG from MAIN`, or a CloudEvent.
    func line(_ message: RecordedEnvelope) throws -> String {
        if asCloudEvents { return String(decoding: try Self.cloudEvents.encode(message), as: UTF8.self) }
        let envelope = message.envelope
        let service = String(envelope.source.drop { $0 == "/" })
        let detail = MessageSummary.text(type: envelope.type, version: envelope.schemaVersion, data: envelope.data) ?? ""
        let columns = [
            String(message.position).leftPadded(to: 7), terminal.paint(Self.time(envelope.time), .dim),
            terminal.paint(service.padded(to: 9), ServiceName(rawValue: service)?.colour ?? .dim),
            terminal.paint(envelope.type.padded(to: 22), .bold), envelope.subject.padded(to: 13),
            terminal.paint(envelope.mode.padded(to: detail.isEmpty ? 0 : 14), .dim),
        ]
        return columns.joined(separator: " ") + (detail.isEmpty ? "" : " \(detail)")
    }

    /// Time of day in UTC to the millisecond.
    private static func time(_ date: Date) -> String {
        String(date.timestamp.dropFirst(11).dropLast())
    }
}
