import CompactJSON
import DurableSQLite
import EventBus
public import Foundation
import GRDB
import Instants

/// Remembers the answer to a request with an `Idempotency-Key`, so that a repeat is answered and not done again.
///
/// A key is kept for ``lifetime`` and forgotten some time after: who repeats a call later than that does it anew.
/// The key is written in the transaction of the effect. A request that was refused or failed leaves nothing behind and can be repeated.
public enum Idempotency {
    static let table = """
        CREATE TABLE idempotency (
            operation TEXT NOT NULL, key TEXT NOT NULL, fingerprint INTEGER NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL,
            \(RowChecksums.column(of: "operation, key, fingerprint, answer, at")),
            PRIMARY KEY (operation, key)
        ) STRICT, WITHOUT ROWID
        """

    /// Oldest first, to be forgotten.
    static let indexByTime = "CREATE INDEX IF NOT EXISTS idempotency_by_time ON idempotency (at)"

    /// Seconds that a key is kept at least: a day, as long as Stripe's API promises, and far longer than any client repeats a call.
    public static let lifetime = 24.0 * 60 * 60

    /// Removes the oldest `limit` keys that are older than ``lifetime``. Returns how many that were.
    static func forget(at now: Date, limit: Int, in db: Database) throws -> Int {
        try db.cachedStatement(
            sql: """
                DELETE FROM idempotency WHERE (operation, key) IN (
                    SELECT operation, key FROM idempotency WHERE at < ? ORDER BY at LIMIT ?)
                """
        ).execute(arguments: [now.addingTimeInterval(-lifetime).microsecondsSince1970, limit])
        return db.changesCount
    }

    /// The same key came with another request.
    public struct KeyReused: Error, CustomStringConvertible {
        public let description = "this Idempotency-Key was used for a different request; use a new key"
    }

    /// What came of a request, and whether it had been done before.
    public struct Outcome<Answer: Sendable>: Sendable {
        public var answer: Answer
        /// True if this is the answer to an earlier request with the same key; nothing was done now.
        public var isReplay: Bool
    }

    /// Does `work` once for each key and answers repeats with the first answer.
    ///
    /// - Parameters:
    ///   - key: Chosen by the client; `nil` does the work without remembering it.
    ///   - operation: Keys are kept apart by operation, such as `POST /orders`.
    ///   - request: The request's bytes; a repeat must have the same, or ``KeyReused`` is thrown.
    public static func once<Answer: Codable & Sendable>(
        key: String?, operation: String, request: Data, in context: Context, work: () throws -> Answer
    ) throws -> Outcome<Answer> {
        guard let key else { return Outcome(answer: try work(), isReplay: false) }
        let print = fingerprint(request)
        let known = try context.db.cachedStatement(
            sql: "SELECT fingerprint, answer, checked FROM checked_idempotency WHERE operation = ? AND key = ?")
        if let row = try Row.fetchOne(known, arguments: [operation, key]) {
            guard try row.get("fingerprint") == print else { throw KeyReused() }
            context.ignore(because: "the same request was answered before")
            let answer = try MessageCoding.decode(Answer.self, from: try row.get("answer") as String)
            return Outcome(answer: answer, isReplay: true)
        }
        let answer = try work()
        let statement = try context.db.cachedStatement(
            sql: "INSERT INTO idempotency (operation, key, fingerprint, answer, at) VALUES (?, ?, ?, ?, ?)")
        try statement.execute(arguments: [
            operation, key, print, try MessageCoding.text(answer), context.now.microsecondsSince1970,
        ])
        return Outcome(answer: answer, isReplay: false)
    }

    /// FNV-1a, 64 bits: enough for honest requests. It is no defence against a client that wants two of its own to collide.
    static func fingerprint(_ bytes: Data) -> Int64 {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }
}
