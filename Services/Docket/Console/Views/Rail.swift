import Contracts
import Decisions
import DocketInstallation
import Foundation
import GRDB
import Messaging

/// The log at a glance: its density, and what a person wants to see of it from afar.
struct Rail: Encodable, Sendable {
    struct Mark: Encodable, Sendable {
        var position: Int64
        /// `deadLetter` or `intervention`.
        var kind: String
        /// Whose.
        var service: String
        /// Of the message.
        var type: String
    }

    private static let mostMarks = 500

    var first: Int64
    var last: Int64
    /// Of the same number of messages each, so time in which nothing happened takes no room.
    var stretches: [Stretch]
    /// Oldest first; the newest of them if there are very many.
    var marks: [Mark]

    init(_ log: FlowLog, _ installation: Installation, stretches count: Int) throws {
        (first, last, stretches) = (log.first, log.last, log.stretches(count))
        var marks: [Mark] = []
        for service in ServiceName.allCases {
            marks += try Self.marks(of: service, installation)
        }
        self.marks = marks.sorted { $0.position < $1.position }.suffix(Self.mostMarks)
    }

    private static func marks(of service: ServiceName, _ installation: Installation) throws -> [Mark] {
        let file = installation.database(of: service)
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        return try ServiceDatabase.openReadOnly(file).read { db in
            let letters = try Row.fetchAll(
                db, sql: "SELECT position, type FROM dead_letters ORDER BY position DESC LIMIT \(mostMarks)")
            let interventions = try Row.fetchAll(
                db,
                sql: """
                    SELECT i.position, ifnull(d.type, '') FROM interventions i LEFT JOIN dead_letters d ON d.position = i.position
                    WHERE i.position IS NOT NULL ORDER BY i.sequence DESC LIMIT \(mostMarks)
                    """)
            func mark(_ kind: String) -> (Row) throws -> Mark {
                { row in
                    Mark(
                        position: try row.decode(atIndex: 0), kind: kind, service: service.rawValue,
                        type: try row.decode(atIndex: 1))
                }
            }
            return try letters.map(mark("deadLetter")) + interventions.map(mark("intervention"))
        }
    }
}

/// A stretch of the log.
struct Stretch: Encodable, Sendable {
    /// Positions.
    var first: Int64 = 0
    var last: Int64 = 0
    /// Messages about orders by their mode, in the order of the model; the last are of no mode, such as goods that came in.
    var messages = [Int](repeating: 0, count: Flow.modes.count + 1)

    init(_ entries: some Collection<(position: Int64, entry: Flow.Entry)>) {
        first = entries.first?.position ?? 0
        for (position, entry) in entries {
            last = position
            messages[entry.isAboutOrder ? Int(entry.mode) : Flow.modes.count] += 1
        }
    }
}
