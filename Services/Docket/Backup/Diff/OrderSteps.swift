import CompactJSON
import Contracts
import Decisions
import DocketCommandLine
import DocketInstallation
import DurableSQLite
import Foundation
import GRDB
import Instants
import Messaging

/// What happened to an order, business step by business step, as the log has it.
struct OrderSteps {
    /// A step: an event, whoever asked for it.
    struct Step: Codable, Sendable, Hashable {
        /// The event's name; a notification counts as what it notifies of.
        var name: String
        var position: Int64
        /// Milliseconds since the first step.
        var after: Double
        /// The message that led to it; `nil` for a call or a timeout.
        var cause: String?
        /// Its contents, but for the number of the order.
        var data: JSONValue
    }

    let order: OrderID
    var mode = ""
    var steps: [Step] = []

    /// - Throws: ``ToolFailure`` if the log has nothing of it.
    init(_ order: OrderID, in installation: Installation) throws {
        self.order = order
        let path = installation.bus.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else {
            throw ToolFailure(.failed, "there is no \(path); is it the right data directory (--data-dir)?")
        }
        let rows = try ServiceDatabase.openReadOnly(installation.bus).read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.position, m.type, m.time, m.mode, m.data,
                        (SELECT type FROM messages AS c WHERE c.id = m.causation_id) AS cause
                    FROM messages AS m WHERE m.subject = ? ORDER BY m.position
                    """, arguments: [order.stream])
        }
        guard let first = rows.first else { throw ToolFailure(.failed, "the log has nothing of order \(order)") }
        let start: Int64 = try first.get("time")
        mode = try first.get("mode")
        for row in rows { try add(row, since: start) }
    }

    private mutating func add(_ row: Row, since start: Int64) throws {
        let type: String = try row.get("type")
        // Commands and answers are how it was asked for, which the modes do in their own ways.
        guard let known = MessageType(rawValue: type), known.kind == .event else { return }
        let name = (known.payload as? any NotificationMessage.Type).map(Self.full) ?? type
        let text: String = try row.get("data")
        // What is no JSON says nothing that could be compared; verify names it.
        var data = (try? JSONValue(parsing: Data(text.utf8)).members) ?? [:]
        data["orderId"] = nil
        let time: Int64 = try row.get("time")
        steps.append(
            Step(
                name: name, position: try row.get("position"), after: Double(time.subtractingSaturating(start)) / 1000,
                cause: try row.get("cause"), data: .object(data)))
    }

    private static func full(_ type: any NotificationMessage.Type) -> String {
        func name<Notification: NotificationMessage>(of type: Notification.Type) -> String { Notification.Full.name }
        return name(of: type)
    }
}
