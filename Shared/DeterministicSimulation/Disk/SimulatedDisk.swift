public import Foundation
import Synchronization

/// The disk under the files of one directory, which can lose power: what was written and not waited for is then lost, in part or whole.
///
/// SQLite works on real files there, by way of a layer that reports what it does (``DiskLayer``). The disk knows what a wait has carried to
/// the medium, and what has been written since. When the power fails (``cutPower(after:)``) every operation does, and so the programs stop;
/// when it returns (``restorePower()``) the files are what a medium may hold then:
/// - of the writes since the last wait for a file, each sector of 512 bytes is there or not, in any order;
/// - a file that was made or removed since the last wait for its directory may be there or not;
/// - of a file that is mapped into memory (``map(_:)``) any state it ever had, because the kernel writes its pages when it likes.
///
/// That is what SQLite assumes of a disk, and no less (https://www.sqlite.org/atomiccommit.html, "Hardware Assumptions").
public final class SimulatedDisk: Sendable {
    /// What a disk did to the files of a story.
    public struct Losses: Sendable, Hashable {
        public var failures = 0
        /// Of sectors that were written and not waited for.
        public var sectors = 0
        /// Files that were gone, or there again.
        public var names = 0
    }

    struct State {
        var random = Seeded(0)
        var entries: [String: DiskEntry] = [:]
        /// Of files that are mapped, by their paths: every state there was.
        var mapped: [String: [Data]] = [:]
        /// Counts the stories and the power failures; a file that was opened before is of no use after.
        var epoch = 0
        var operationsLeft: Int?
        var isOff = false
        var losses = Losses()
    }

    /// With symbolic links resolved, as SQLite calls its files.
    public let directory: URL
    /// A defect: a wait for a directory does nothing.
    public let ignoresDirectories: Bool
    let state = Mutex(State())

    /// - Parameter directory: Must exist.
    public init(_ directory: URL, ignoresDirectories: Bool = false) throws {
        self.directory = directory.resolvingSymlinksInPath()
        self.ignoresDirectories = ignoresDirectories
        try DiskLayer.add(self)
    }

    deinit { DiskLayer.remove(directory) }

    /// Begins a story with these files, by their names, all of them safe on the disk.
    public func begin(_ random: Seeded, files: [String: Data]) throws {
        try state.withLock { state in
            let mapped = state.mapped.mapValues { _ in [Data]() }
            state = State(random: random, mapped: mapped, epoch: state.epoch + 1)
            try put(files, &state)
            observeMapped(&state)
        }
    }

    /// A file of this name is mapped into memory by those who use it.
    public func map(_ name: String) { state.withLock { $0.mapped[path(name)] = [] } }

    // MARK: Power

    /// The power fails at the so-manieth operation from now on; `nil`: not any more.
    public func cutPower(after operations: Int?) { state.withLock { $0.operationsLeft = operations } }

    public var isOff: Bool { state.withLock(\.isOff) }
    public var losses: Losses { state.withLock(\.losses) }

    /// Power returns to what the disk holds. What was open before fails for ever.
    public func restorePower() throws {
        try state.withLock { state in
            observeMapped(&state)
            state.isOff = false
            state.operationsLeft = nil
            state.epoch += 1
            state.losses.failures += 1
            var files: [String: Data] = [:]
            for (path, entry) in state.entries.sorted(by: { $0.key < $1.key }) {
                files[Self.name(path)] = entry.survivor(&state.random, &state.losses)
            }
            for (path, states) in state.mapped where !states.isEmpty { files[Self.name(path)] = state.random.pick(states) }
            try put(files, &state)
        }
    }

    /// These are the files now, all of them safe.
    private func put(_ files: [String: Data], _ state: inout State) throws {
        try DiskFiles.replaceAll(of: directory, by: files)
        state.entries = [:]
        for (name, data) in files where state.mapped[path(name)] == nil {
            state.entries[path(name)] = DiskEntry(file: DiskFile(data), isNamed: true)
        }
    }

    // MARK: Waits

    /// What a program's own `fdatasync` of a file does, beside the waits of SQLite. It says nothing of the directory.
    ///
    /// - Throws: ``PowerFailure``.
    public func sync(_ name: String) throws {
        try state.withLock { state in
            guard countsDown(&state) else { throw PowerFailure() }
            state.entries[path(name)]?.file?.settle()
        }
    }

    /// The directory is waited for.
    func nameAll(_ state: inout State) {
        guard !ignoresDirectories else { return }
        for path in state.entries.keys { state.entries[path]?.settleName() }
    }

    /// Every operation that changes something passes here. False if the power is off, or fails at this one.
    func countsDown(_ state: inout State) -> Bool {
        observeMapped(&state)
        guard !state.isOff else { return false }
        guard let left = state.operationsLeft else { return true }
        state.operationsLeft = left - 1
        state.isOff = left <= 1
        return !state.isOff
    }

    private func observeMapped(_ state: inout State) {
        for (path, states) in state.mapped {
            guard let now = FileManager.default.contents(atPath: path), now != states.last else { continue }
            state.mapped[path] = states.suffix(63) + [now]
        }
    }

    private func path(_ name: String) -> String { directory.path + "/" + name }
    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}

/// There is no power. What a program would not live to see.
public struct PowerFailure: Error {}
