public import EventBus

/// What a person types to mend a data directory. The product that the service belongs to has such commands, or it has none; errors name
/// them where they help.
public struct RecoveryCommands: Sendable {
    /// Restores all files together from a backup.
    public let restore: String?
    /// Makes a service's file again from the log.
    public let rebuild: @Sendable (_ service: String) -> String?

    public init(restore: String?, rebuild: @escaping @Sendable (String) -> String?) {
        self.restore = restore
        self.rebuild = rebuild
    }

    /// There are none: errors say what is to be done, and not how.
    public static let none = RecoveryCommands(restore: nil) { _ in nil }

    /// `restore all files together: COMMAND`
    var restoring: String { "restore all files together" + (restore.map { ": \($0)" } ?? " from a backup") }

    func rebuilding(_ service: String) -> String {
        "make it again from the log" + (rebuild(service).map { ": \($0)" } ?? "")
    }

    /// The message of an error of the bus, with the command, where that helps.
    public func advice(on error: BusError) -> String {
        guard let restore, [.corrupt, .mismatch].contains(error.code) else { return error.message }
        return "\(error.message) (\(restore))"
    }
}
