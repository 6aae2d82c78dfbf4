public import Foundation
public import GRDB
import Synchronization

/// The projections of an event store: each reads it at its own pace, from its own file, and can be made again while it is served.
///
/// The guarantees:
/// - A reader gets all events that were in the store when it asked, or ``ProjectionBehind``; never half of them.
/// - One that is made again is made in a file beside, and takes the other's place once it has read all that there is. Killed at any point, it
///   goes on from where it was.
/// - One whose version has changed, whose file is damaged, or that has read what the store does not have, is made again by itself.
public final class Projections: Sendable {
    private let views: [String: View]
    private let store: EventStore
    private let database: any DatabaseReader
    /// In the order in which they were given.
    public let names: [String]
    private let chunk: Int
    private let catchUpLimit: Duration

    /// - Parameters:
    ///   - directory: Where their files lie; made if it is missing.
    ///   - database: Of the store; only read.
    ///   - chunk: Events that one transaction carries in.
    ///   - catchUpLimit: How long a reader carries events in by itself before it gives up: a time that a person does not notice.
    public init(
        _ projections: [any Projection], of store: EventStore, in database: any DatabaseReader, directory: URL,
        chunk: Int = 1_000,
        catchUpLimit: Duration = .milliseconds(200)
    ) throws {
        precondition(chunk > 0, "a chunk holds at least one event")
        (self.chunk, self.catchUpLimit) = (chunk, catchUpLimit)
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.store = store
        self.database = database
        names = projections.map(\.name)
        views = Dictionary(
            uniqueKeysWithValues: try projections.map { projection in
                (projection.name, try View(projection, of: database, directory: directory))
            })
    }

    // MARK: Reading

    /// Reads a projection that has all events which are in the store now: whoever has written reads its own write.
    ///
    /// - Throws: ``ProjectionBehind``; and what `body` throws.
    public func read<Value>(_ name: String, _ body: (Database) throws -> Value) throws -> Value {
        let (view, wanted) = (view(name), try head())
        let deadline = ContinuousClock.now + catchUpLimit
        while try view.current.position() < wanted {
            guard ContinuousClock.now < deadline else {
                throw ProjectionBehind(name: name, position: try view.current.position(), wanted: wanted)
            }
            try view.advance(store, in: database, limit: chunk)
        }
        return try view.current.pool.read(body)
    }

    public func status() throws -> [ProjectionStatus] {
        let head = try head()
        return try names.map { name in
            let view = view(name)
            let position = try view.current.position()
            return ProjectionStatus(
                name: name, version: view.projection.version, position: position, head: head, lag: max(0, head - position),
                rebuiltTo: try view.rebuilt?.position(), note: view.note, failure: view.failure)
        }
    }

    /// Events that a projection has left to read, for a caller that is reading the store.
    public func lag(of name: String, in db: Database) throws -> Int64 {
        max(0, try Self.head(in: db) - view(name).current.position())
    }

    /// Of the last event of the store.
    public func head() throws -> Int64 { try database.read(Self.head) }

    static func head(in db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(position) FROM events")) ?? 0
    }

    // MARK: Going on

    /// Carries events into each projection that is behind, a chunk at a time.
    ///
    /// - Returns: True if there is more to do at once. Under load there is always a little, and it is left to gather: a transaction for each event
    ///   would take the processor from those who write them.
    /// - Throws: Why one does not go on, once no other has anything to do.
    public func advance() throws -> Bool {
        var (hasMore, failure): (Bool, (any Error)?) = (false, nil)
        for name in names {
            do {
                if try view(name).goOn(store, in: database, limit: chunk) { hasMore = true }
            } catch {
                failure = failure ?? error
            }
        }
        if !hasMore, let failure { throw failure }
        return hasMore
    }

    /// Begins to make a projection again, beside the one that is served. Does nothing if that is being done.
    ///
    /// - Returns: False if there is none of this name.
    public func rebuild(_ name: String) throws -> Bool {
        guard let view = views[name] else { return false }
        try view.rebuild()
        return true
    }

    private func view(_ name: String) -> View {
        guard let view = views[name] else { preconditionFailure("there is no projection '\(name)'") }
        return view
    }
}

/// A projection: the generation that is served, and the one that is to take its place.
private final class View: Sendable {
    private struct State {
        var current: ProjectionFile
        var rebuilt: ProjectionFile?
        /// Why it does not go on.
        var failure: String?
    }

    let projection: any Projection
    /// Why a file of it was of no use when it was opened.
    let note: String?
    private let directory: URL
    private let state: Mutex<State>
    /// Held by whoever carries events in.
    private let writing = NSLock()

    init(_ projection: any Projection, of database: any DatabaseReader, directory: URL) throws {
        self.projection = projection
        self.directory = directory
        let found = try Self.generations(of: projection.name, in: directory)
        var (usable, note): ([ProjectionFile], String?) = ([], nil)
        for generation in found.reversed() {
            do {
                let file = try Self.make(projection, generation, in: directory)
                try database.read(file.checkBelongs)
                usable.append(file)
            } catch let error as ProjectionFile.NotUsable {
                note = error.reason
            }
        }
        self.note = note
        // Of those that once came to the end the newest is served; a newer one is on its way to take its place.
        let complete = try usable.first { try $0.isComplete() }
        let building = usable.first { $0.generation > complete?.generation ?? 0 }
        let current = try complete ?? building ?? Self.make(projection, (found.last ?? 0) + 1, in: directory)
        state = Mutex(State(current: current, rebuilt: complete == nil ? nil : building))
        let kept = [current.generation, building?.generation]
        for generation in found where !kept.contains(generation) {
            ProjectionFile.remove(Self.url(projection.name, generation, in: directory))
        }
    }

    private static func make(_ projection: any Projection, _ generation: Int, in directory: URL) throws -> ProjectionFile {
        try ProjectionFile(projection, generation: generation, at: url(projection.name, generation, in: directory))
    }

    var current: ProjectionFile { state.withLock { $0.current } }
    var rebuilt: ProjectionFile? { state.withLock { $0.rebuilt } }
    var failure: String? { state.withLock { $0.failure } }

    func rebuild() throws {
        try writing.withLock {
            guard rebuilt == nil else { return }
            let file = try Self.make(projection, current.generation + 1, in: directory)
            state.withLock { $0.rebuilt = file }
        }
    }

    /// Carries the next events into the one that is served.
    func advance(_ store: EventStore, in database: any DatabaseReader, limit: Int) throws {
        _ = try writing.withLock { try current.advance(store, in: database, limit: limit) }
    }

    /// Carries events into the one that is served and into the one that is to take its place, which does so once it has come to the end. True if
    /// there is more to do at once.
    func goOn(_ store: EventStore, in database: any DatabaseReader, limit: Int) throws -> Bool {
        try writing.withLock {
            // The new one first: it may be the remedy for what is wrong with the old one.
            let isBeingRebuilt = try goOnRebuilding(store, in: database, limit: limit)
            do {
                let isBehind = try current.position() < database.read(Projections.head)
                let isFull = try isBehind && current.advance(store, in: database, limit: limit) == limit
                state.withLock { $0.failure = nil }
                return isBeingRebuilt || isFull
            } catch {
                state.withLock { $0.failure = "\(error)" }
                guard isBeingRebuilt else { throw error }
                return true
            }
        }
    }

    private func goOnRebuilding(_ store: EventStore, in database: any DatabaseReader, limit: Int) throws -> Bool {
        guard let next = rebuilt else { return false }
        do {
            if try next.advance(store, in: database, limit: limit) > 0 { return true }
        } catch {
            state.withLock { $0.failure = "\(error)" }
            throw error
        }
        replace(with: next)
        return false
    }

    private func replace(with next: ProjectionFile) {
        let old = current
        state.withLock { state in
            state.current = next
            state.rebuilt = nil
        }
        old.remove()
    }

    // MARK: Files

    private static func url(_ name: String, _ generation: Int, in directory: URL) -> URL {
        directory.appending(path: "\(name).\(generation).db")
    }

    private static func generations(of name: String, in directory: URL) throws -> [Int] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path(percentEncoded: false)).compactMap { file in
            guard file.hasPrefix(name + "."), file.hasSuffix(".db") else { return nil }
            return Int(file.dropFirst(name.count + 1).dropLast(3))
        }.sorted()
    }
}
