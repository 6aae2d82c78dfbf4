#if os(Linux)
import Contracts
import Decisions
import DocketInstallation
import Foundation

/// What the plainest program does that hands orders on as safely as Docket: for each batch one durable commit in a file of its own
/// (inbox, state, outbox, checkpoint), one durable append to the log, a write that wakes the next one.
///
/// Tables, settings and rows are Docket's. It decides nothing, decodes nothing, logs nothing, counts nothing and serves no HTTP.
final class PlainStation {
    struct Message {
        var position: Int64 = 0
        var subject: String
        /// What is published about the order, not what was received.
        var stage: Int
    }

    private let name: String
    private let mode: String
    private let chain: PlainChain
    private let own: PlainOwnFile
    private let log: PlainSharedLog
    private var notifiers: [ServiceName: PlainNotifier] = [:]

    /// - Parameter name: Of its file, and consumer in its inbox.
    init(_ name: String, mode: CoordinationMode, in directory: String) throws {
        self.name = name
        self.mode = mode.rawValue
        chain = PlainChain(mode)
        own = try PlainOwnFile(name, in: directory)
        log = try PlainSharedLog(in: directory)
        for service in ServiceName.allCases {
            notifiers[service] = try PlainNotifier.create(in: directory, name: service.rawValue)
        }
    }

    /// Handles the messages of one batch, and publishes one message for each.
    func handle(_ messages: [Message], upTo position: Int64) throws {
        let rows = messages.map { PlainMessageRow($0, source: name, mode: mode) }
        try own.commit(zip(messages, rows), consumer: name, upTo: position)
        try log.append(rows)
        for taker in Set(messages.compactMap { chain.taker(of: $0.stage) }) { notifiers[taker]?.notify() }
    }
}

/// The columns of one message, in the order of ``columns``.
struct PlainMessageRow {
    static let columns = """
        id, type, subject, source, time, schema_version, correlation_id, causation_id, mode, partition_key, traceparent, data
        """

    let id: String
    let time: Int64
    let values: [PlainRows.Value]

    init(_ message: PlainStation.Message, source: String, mode: String) {
        // As long as an id of Docket's, and about as much data as its messages have on average.
        id = (Self.filler + "\(message.subject)-\(message.stage)").suffix(36).description
        time = Int64(Date().timeIntervalSince1970 * 1e6)
        values = [
            .text(id), .text("\(message.stage)"), .text(message.subject), .text(source), .integer(time), .integer(1),
            .text(id), .text(id), .text(mode), .text(message.subject),
            .text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), .text(Self.data),
        ]
    }

    private static let filler = "00000000-0000-7000-8000-000000000000"
    private static let data = #"{"orderId":1,"text":""# + String(repeating: "x", count: 180) + #""}"#
}
#endif
