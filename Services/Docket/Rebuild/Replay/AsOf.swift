import ArgumentParser
import DocketCommandLine
package import DocketInstallation
package import EventBus
package import Foundation
import Instants

/// `--as-of`: a moment of an installation, by the clock or by the log.
package enum AsOf: Sendable, ExpressibleByArgument {
    case time(Date)
    /// After this many messages of the log.
    case position(Position)

    package init?(argument: String) {
        if let position = Position(argument), position >= 1 {
            self = .position(position)
        } else if let time = Date(timestamp: argument) {
            self = .time(time)
        } else {
            return nil
        }
    }

    /// The last position of the log that belongs to it.
    func position(in source: Installation) throws -> Position {
        switch self {
        case .time(let time): try source.position(asOf: time)
        case .position(let position): position
        }
    }

    /// Calls `body` with the installation as it was then, in a directory that is removed afterwards.
    package func visit<Value>(_ source: Installation, _ body: (Installation) throws -> Value) throws -> Value {
        let url = FileManager.default.temporaryDirectory.appending(path: "docket-as-of-\(UUID().uuidString)")
        let target = Installation(path: url.path(percentEncoded: false))
        defer { try? FileManager.default.removeItem(at: url) }  // What cannot be removed is in the temporary directory.
        try ToolFailure.naming(source) {
            var replay = InstallationReplay(source: source, target: target)
            replay.to = try position(in: source)
            _ = try replay.run()
        }
        return try body(target)
    }
}
