/// How the program ends, for scripts. The services use the same numbers.
package enum ExitStatus: Int32, Sendable {
    case ok = 0
    /// A check failed, or a run did not end as it should.
    case failed = 1
    /// The command line or a file given on it makes no sense.
    case usage = 64
    /// Something in a file was left out, or all of it (`EX_DATAERR` of sysexits.h).
    case badData = 65
    case portTaken = 69
    /// The data directory cannot be created, or another process works in it.
    case directoryUnusable = 73
    /// Stopped early or not reachable now: the same command may succeed later.
    case tryLater = 75
}

/// An error for the person at the terminal: one sentence that also says what to do.
package struct ToolFailure: Error, Sendable, CustomStringConvertible {
    package var status: ExitStatus
    package var message: String

    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    package var description: String { message }
}
