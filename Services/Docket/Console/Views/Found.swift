import Contracts
import DocketInstallation
import GRDB
import Messaging

/// What a person meant by a few characters: the order, and the last message about it.
struct Found: Encodable, Sendable {
    var order: Int?
    var position: Int64

    /// `nil` if there is nothing of that name.
    init?(_ text: String, _ installation: Installation) throws {
        let trimmed = String(text.drop { $0 == "#" || $0 == " " })
        let order = Int(trimmed).flatMap { OrderID($0) } ?? OrderID(stream: trimmed)
        let log = try ServiceDatabase.openReadOnly(installation.bus)
        let row = try log.read { db in
            try order.map {
                try Row.fetchOne(
                    db, sql: "SELECT max(position), subject FROM messages WHERE subject = ?", arguments: [$0.stream])
            }
                ?? Row.fetchOne(
                    db, sql: "SELECT max(position), subject FROM messages WHERE correlation_id = ?", arguments: [trimmed])
        }
        guard let row, let last = try row.decode(Int64?.self, atIndex: 0) else { return nil }
        position = last
        self.order = OrderID(stream: try row.decode(String.self, atIndex: 1))?.rawValue
    }
}
