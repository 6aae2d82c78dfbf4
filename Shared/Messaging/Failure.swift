import CompactJSON
import Decisions
import DurableSQLite
import GRDB

/// What kind of failure an error is: the one place that says what becomes of a message whose handling threw.
enum Failure {
    /// The error for people and for the record, of bounded length.
    static func text(_ error: any Error) -> String { String(String(describing: error).prefix(2_000)) }

    /// The message can never be handled: it does not keep to its contract. One of a newer version can, once this program is upgraded.
    static func isPermanent(_ error: any Error) -> Bool {
        if case .newerVersion = error as? ContractError { return false }
        return error is JSONSyntaxError || error is DecodingError || error is ContractError
    }

    /// The database cannot work at all at the moment (disk full, damaged, locked): no message is to blame, the step is given up whole.
    static func isOfTheDatabase(_ error: any Error) -> Bool {
        // A damaged row concerns only what needs this row.
        guard let error = error as? DatabaseError, !error.isOfDamagedRow else { return false }
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY,
            .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_INTERRUPT, .SQLITE_ABORT, .SQLITE_MISUSE:
            return true
        default: return false
        }
    }
}
