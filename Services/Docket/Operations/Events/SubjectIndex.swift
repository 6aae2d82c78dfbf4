import EventBus
import Foundation
import GRDB
import Messaging

/// Finds the messages about one subject by the log's index, which the protocol of the bus knows nothing of: looking through a
/// million messages for the dozen of one order would take seconds.
struct SubjectIndex {
    private let subject: String
    private let log: DatabaseQueue

    init(of subject: String, directory: String) throws {
        self.subject = subject
        log = try ServiceDatabase.openReadOnly(URL(filePath: directory + "/bus.db"))
    }

    /// Positions of the messages about it after `position`, oldest first.
    func positions(after position: Position) throws -> [Position] {
        try log.read { db in
            try Position.fetchAll(
                db, sql: "SELECT position FROM messages WHERE subject = ? AND position > ? ORDER BY position",
                arguments: [subject, position])
        }
    }
}
