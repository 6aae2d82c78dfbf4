import EventBus
import GRDB
public import Messaging

/// What a mismatch means for the person at the terminal: the file, what is missing, and the command that mends it.
public struct HistoryAdvice: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The file that is not as the others need it, as far as it is known.
    public var file: String
    /// One sentence.
    public var description: String

    public init(file: String, _ sentence: String) {
        self.file = file
        description = sentence
    }

    /// A service's file that cannot be read.
    init(damaged path: String, of service: String, _ error: DatabaseError, _ commands: RecoveryCommands) {
        file = "\(service).db"
        description = """
            \(path) is damaged or no database (\(error.message ?? "\(error.resultCode)")). Put the newest copy back, with its \
            \(service).db-wal, or \(commands.rebuilding(service))
            """
    }

    /// - Parameter service: Whose database it is: `stock`.
    public init(_ mismatch: HistoryMismatch, of service: String, _ commands: RecoveryCommands) {
        let own = "\(service).db"
        switch mismatch {
        case .anotherLog(let expected, let found):
            file = own
            description = """
                \(own) belongs to the log \(expected), and bus.db is the log \(found): one of the two comes from another directory. \
                Put the right one back, or \(commands.restoring)
                """
        case .logEnds(let end, let position):
            file = "bus.db"
            description = """
                bus.db ends at position \(end), but \(service) knows of position \(position): bus.db is older than \(own), or its \
                bus.db-wal is damaged or missing. Put the newest bus.db back, with its bus.db-wal, or \
                \(commands.restoring)
                """
        case .logDiffers(let position):
            file = "bus.db"
            description = """
                bus.db has another message at position \(position) than the one that \(service) published there: it went on from an \
                older copy. Put the right bus.db back, or \(commands.restoring)
                """
        case .forgotPublishing(let position, let known):
            file = own
            description = """
                \(own) is older than bus.db: the log has a message of \(service) at position \(position), and \(own) knows of none \
                after position \(known). Put the newest \(own) back, with its \(own)-wal, or \(commands.rebuilding(service))
                """
        case .forgotReading(let position, let known):
            file = own
            description = """
                \(own) is older than bus.db: \(service) had read the log up to position \(position), and \(own) knows of \(known). Put \
                the newest \(own) back, with its \(own)-wal, or \(commands.rebuilding(service))
                """
        case .isLost:
            file = own
            description = """
                \(own) is new, and bus.db has messages of \(service): the file was lost. Put the newest copy back, with its \(own)-wal, \
                or \(commands.rebuilding(service))
                """
        case .compacted(let compacted, let position):
            file = own
            description = """
                \(service) has read the log up to position \(position), and everything up to \(compacted) was removed: it would miss \
                messages. Restore \(own) from a copy that is newer, or start all services on a new data directory
                """
        }
    }
}
