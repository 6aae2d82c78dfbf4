import DocketInstallation
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import ServiceKit

/// The dead letters of all services, from their files: they are there whether a service runs or not.
struct Letters: Encodable, Sendable {
    struct Letter: Encodable, Sendable {
        var service: String
        var letter: DeadLetterSummary
    }

    /// Of one service, open and closed each.
    private static let most = 200

    /// Newest first.
    var letters: [Letter] = []
    /// A service has more than are listed: those that are open for longest, and those that were closed last, are there.
    var isCut = false

    init(_ installation: Installation) throws {
        for service in ServiceName.allCases {
            let file = installation.database(of: service)
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            let (open, closed) = try ServiceDatabase.openReadOnly(file).read { db in
                (
                    try DeadLetters.page(DeadLetters.Filter(), after: 0, limit: Self.most, in: db),
                    try DeadLetters.newest(DeadLetters.Filter(states: [.handled, .discarded]), limit: Self.most, in: db)
                )
            }
            isCut = isCut || open.next(limit: Self.most) != nil || closed.next(limit: Self.most) != nil
            letters += (open.elements + closed.elements).map {
                Letter(service: service.rawValue, letter: DeadLetterSummary($0))
            }
        }
        letters.sort { $0.letter.at > $1.letter.at }
    }

    static func one(_ position: Position, of service: ServiceName, _ installation: Installation) throws -> DeadLetterView? {
        try ServiceDatabase.openReadOnly(installation.database(of: service)).read { db in
            try DeadLetters.history(of: position, in: db).map(DeadLetterView.init)
        }
    }
}
