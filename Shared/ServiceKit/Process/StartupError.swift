/// Why a program cannot start, in words for the person at the terminal, and the code it exits with.
public struct StartupError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Exit codes as in sysexits(3), so that a script or a supervisor can tell the cases apart.
    public enum Code: Int32, Sendable {
        /// The port is taken or the address is not ours to listen on.
        case unavailable = 69
        /// The data directory cannot be made, written to, or is in use.
        case cannotCreate = 73
        /// Another program is in the way just now; the same start may succeed later.
        case retryLater = 75
    }

    /// What the program exits with.
    public var code: Code
    /// What happened and what to do about it.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
