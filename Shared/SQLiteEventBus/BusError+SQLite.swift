import EventBus
import Foundation
import GRDB

/// Runs `body` and says what went wrong in the bus's own terms.
func translatingErrors<Value>(of files: BusFiles, _ body: () throws -> Value) throws(BusError) -> Value {
    do {
        return try body()
    } catch let error as BusError {
        throw error
    } catch let error as DatabaseError {
        throw BusError(error, in: files)
    } catch {
        throw BusError(.unavailable, "\(files.database): \(error)")
    }
}

extension BusError {
    /// What an SQLite error means for the caller of the bus. The only place that knows SQLite's result codes.
    fileprivate init(_ error: DatabaseError, in files: BusFiles) {
        let file = files.database
        let text = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .corrupt,
                """
                \(file) is damaged or is not a database (\(text)). Stop the services, keep a copy of the directory, and restore \
                all files together from a backup; without a backup try `sqlite3 bus.db .recover`
                """)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .locked, "another program keeps \(file) locked without taking bus.lock (\(text)); is it open in an sqlite3 shell?"
            )
        case .SQLITE_FULL:
            self.init(.unavailable, "no room left for \(file) (\(text)); free some space, and the same call will succeed")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(.unavailable, "cannot open or write \(file) (\(text)); check the owner and the mode of \(files.directory)")
        case .SQLITE_TOOBIG:
            self.init(.invalid, "a message is larger than SQLite can hold (\(text))")
        default:
            self.init(.unavailable, "\(file): \(text)")
        }
    }

    /// The failure of the system call just made, with `errno` spelt out.
    static func posix(_ what: String) -> BusError {
        let code = errno
        return BusError(.unavailable, "\(what): \(String(cString: strerror(code)))")
    }

    static let closed = BusError(.unavailable, "the bus has been closed")
    static let readOnly = BusError(.invalid, "this bus was opened for reading only")
}
