import ForgetfulVFS
import Foundation
import GRDB
import Synchronization

/// Tells each ``SimulatedDisk`` what SQLite does to the files in its directory. Files elsewhere are none of its business.
enum DiskLayer {
    private struct Known {
        weak var disk: SimulatedDisk?
    }

    private static let disks = Mutex<[String: Known]>([:])
    /// For the life of the process: the layer stays.
    private static let registered: Int32 = {
        var events = forgetful_vfs_events(
            opened: { path, flags in DiskLayer.opened(path, flags) },
            closed: { file in DiskLayer.closed(file) },
            reads: { file in DiskLayer.handle(file).reads() },
            writes: { file, bytes, count, offset in DiskLayer.handle(file).writes(bytes, Int(count), at: Int(offset)) },
            truncates: { file, size in DiskLayer.handle(file).truncates(to: Int(size)) },
            syncs: { file in DiskLayer.handle(file).syncs() },
            removes: { path in DiskLayer.removes(path) })
        return forgetful_vfs_register(&events)
    }()

    static func add(_ disk: SimulatedDisk) throws {
        guard registered == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: registered)) }
        disks.withLock { $0[disk.directory.path] = Known(disk: disk) }
    }

    static func remove(_ directory: URL) { disks.withLock { $0[directory.path] = nil } }

    private static func disk(of path: String) -> SimulatedDisk? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        return disks.withLock { $0[String(path[..<slash])]?.disk }
    }

    private static func opened(_ path: UnsafePointer<CChar>?, _ flags: Int32) -> UnsafeMutableRawPointer? {
        guard let path = path.map({ String(cString: $0) }), let disk = disk(of: path) else { return nil }
        return Unmanaged.passRetained(DiskHandle(disk, path, flags)).toOpaque()
    }

    private static func closed(_ file: UnsafeMutableRawPointer?) {
        if let file { Unmanaged<DiskHandle>.fromOpaque(file).release() }
    }

    private static func handle(_ file: UnsafeMutableRawPointer?) -> DiskHandle {
        // The layer asks only for files that `opened` has returned a handle for.
        guard let file else { preconditionFailure("a file that was not opened") }
        return Unmanaged<DiskHandle>.fromOpaque(file).takeUnretainedValue()
    }

    private static func removes(_ path: UnsafePointer<CChar>?) -> Int32 {
        guard let path = path.map({ String(cString: $0) }), let disk = disk(of: path) else { return 0 }
        return disk.state.withLock { state in
            guard disk.countsDown(&state) else { return DiskHandle.failure }
            state.entries[path]?.remove()
            return 0
        }
    }
}

/// A file that SQLite has open on a ``SimulatedDisk``.
private final class DiskHandle: Sendable {
    static let failure = ResultCode.SQLITE_IOERR.rawValue
    // Source: https://www.sqlite.org/c3ref/c_open_autoproxy.html
    private static let create: Int32 = 0x4
    private static let journals: Int32 = 0x800 | 0x4000 | 0x80000

    private let disk: SimulatedDisk
    private let path: String
    private let epoch: Int
    private let isJournal: Bool
    private let hasWaited = Atomic<Bool>(false)

    init(_ disk: SimulatedDisk, _ path: String, _ flags: Int32) {
        self.disk = disk
        self.path = path
        isJournal = flags & Self.create != 0 && flags & Self.journals != 0
        epoch = disk.state.withLock { state in
            if state.entries[path, default: DiskEntry()].file == nil {
                state.entries[path, default: DiskEntry()].file = DiskFile()
            }
            return state.epoch
        }
    }

    func reads() -> Int32 { disk.state.withLock { !$0.isOff && $0.epoch == epoch ? 0 : Self.failure } }

    /// What the power fails at may still be written, or a part of it.
    func writes(_ bytes: UnsafeRawPointer?, _ count: Int, at offset: Int) -> Int32 {
        let data = bytes.map { Data(bytes: $0, count: count) } ?? Data()
        return change { $0.write(data, at: offset) }
    }

    func truncates(to size: Int) -> Int32 { change { $0.truncate(to: size) } }

    private func change(_ body: (DiskFile) -> Void) -> Int32 {
        disk.state.withLock { state in
            guard state.epoch == epoch, !state.isOff else { return Self.failure }
            let isDone = disk.countsDown(&state)
            if let file = state.entries[path]?.file { body(file) }
            return isDone ? 0 : Self.failure
        }
    }

    /// As the unix layer of SQLite: the first wait for a journal that it may have made is one for the directory too, no other is.
    func syncs() -> Int32 {
        disk.state.withLock { state in
            guard state.epoch == epoch, disk.countsDown(&state) else { return Self.failure }
            state.entries[path]?.file?.settle()
            if isJournal, !hasWaited.exchange(true, ordering: .relaxed) { disk.nameAll(&state) }
            return 0
        }
    }
}
