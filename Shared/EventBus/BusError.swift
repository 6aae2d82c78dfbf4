/// Why a bus could not do what was asked, and whether asking again can help.
public struct BusError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure, by what the caller can do about them.
    public enum Code: String, Sendable {
        /// Another process holds the writer lock for longer than we wait. The text names it.
        case locked
        /// No room on the disk, or another passing failure to write.
        case unavailable
        /// The store is damaged, or no bus at all.
        case corrupt
        /// The files are sound and do not belong together: another log, an older copy, one that was removed while it was in use.
        case mismatch
        /// Made by a newer program.
        case newerFormat
        /// The batch is too large, or a message has an empty id.
        case invalid
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened and what to do about it, for the person at the terminal.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// True if the same call may succeed later without anyone mending anything by hand.
    public var isRetriable: Bool { code == .locked || code == .unavailable }

    public var description: String { message }
}
