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

    /// Of one service.
    private static let most = 200

    /// Newest first.
    var letters: [Letter] = []

    init(_ installation: Installation) throws {
        for service in ServiceName.allCases {
            let file = installation.database(of: service)
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            var filter = DeadLetters.Filter()
            filter.states = Set(DeadLetter.State.allCases)
            let page = try ServiceDatabase.openReadOnly(file).read { [filter] db in
                try DeadLetters.page(filter, after: 0, limit: Self.most, in: db)
            }
            letters += page.elements.map { Letter(service: service.rawValue, letter: DeadLetterSummary($0)) }
        }
        letters.sort { $0.letter.at > $1.letter.at }
    }

    static func one(_ position: Position, of service: ServiceName, _ installation: Installation) throws -> DeadLetterView? {
        try ServiceDatabase.openReadOnly(installation.database(of: service)).read { db in
            try DeadLetters.history(of: position, in: db).map(DeadLetterView.init)
        }
    }
}
