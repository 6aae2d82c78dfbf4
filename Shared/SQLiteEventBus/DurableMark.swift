import EventBus
import Foundation
import Synchronization

/// What is known about the log beside the log itself, at the beginning of `bus.signal` and shared by all processes of a bus through
/// memory: the position up to which it is known to survive a power failure, and of which log.
///
/// A log that ends before the mark has lost something: it is an older copy, or its write-ahead log is damaged or missing.
///
/// | bytes | what |
/// |---|---|
/// | 0 to 7 | the mark |
/// | 8 to 15 | the last position that was announced, for the kernel only: writing it wakes the readers that wait; see ``LogSignal`` |
/// | 16 to 23 | the identity of the log; 0 in a new file |
final class DurableMark: Sendable {
    static let size = 24
    static let announcementOffset = 8
    private static let identityOffset = 16

    // Mapped for the life of this value; every access is atomic.
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer
    private nonisolated(unsafe) let word: UnsafeMutablePointer<Atomic<Int64>>
    private nonisolated(unsafe) let identity: UnsafeMutablePointer<Atomic<Int64>>

    /// The mark of a log that is only read; `nil` if it has none.
    convenience init?(reading files: BusFiles) throws(BusError) {
        // Memory behind the end of a file cannot be touched.
        guard files.hasMark else { return nil }
        try self.init(files, isWritable: false)
    }

    init(_ files: BusFiles, isWritable: Bool) throws(BusError) {
        let descriptor = try files.open(files.signal, isWritable ? O_RDWR : O_RDONLY)
        defer { Foundation.close(descriptor) }
        let access = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
        guard let address = mmap(nil, Self.size, access, MAP_SHARED, descriptor, 0), address != MAP_FAILED else {
            throw .posix("cannot map \(files.signal)")
        }
        start = address
        word = address.assumingMemoryBound(to: Atomic<Int64>.self)
        identity = (address + Self.identityOffset).assumingMemoryBound(to: Atomic<Int64>.self)
    }

    deinit { munmap(start, Self.size) }

    var position: Position { word.pointee.load(ordering: .acquiring) }

    /// The log that the mark is about; `nil` if it is about none yet.
    var log: LogID? { LogID(rawValue: identity.pointee.load(ordering: .acquiring)) }

    /// Moves the mark forward; another process may have moved it further meanwhile.
    func raise(to position: Position) {
        word.pointee.max(position, ordering: .acquiringAndReleasing)
    }

    /// Begins to describe a log, under the writer lock.
    func begin(_ log: LogID) {
        word.pointee.store(0, ordering: .releasing)
        identity.pointee.store(log.rawValue, ordering: .releasing)
    }
}
