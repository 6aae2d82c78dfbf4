import CompactJSON
package import DocketInstallation

/// The fold of a log, for whoever measures it.
package struct FoldedLog: Sendable {
    private let log: FlowLog

    /// - Throws: ``UnreadableFile`` if there is no log.
    package init(_ installation: Installation) throws { log = try FlowLog(installation) }

    package var last: Int64 { log.last }

    /// Folds all that the log has.
    package func readAll() throws { while try log.takeUp() > 0 {} }

    /// The state at a position, as the page gets it: JSON.
    package func state(at position: Int64) throws -> [UInt8] { try MessageCoding.bytes(log.state(at: position)) }
}
