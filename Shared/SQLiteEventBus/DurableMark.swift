import EventBus
import Foundation
import Synchronization

/// The position up to which the log is known to survive a power failure: the first eight bytes of `bus.signal`, shared by all
/// processes of a bus through memory.
final class DurableMark: Sendable {
    static let size = 8

    // Mapped for the life of this value; whoever touches it does so atomically.
    private nonisolated(unsafe) let word: UnsafeMutablePointer<Atomic<Int64>>

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
        word = address.assumingMemoryBound(to: Atomic<Int64>.self)
    }

    deinit { munmap(word, Self.size) }

    var position: Position { word.pointee.load(ordering: .acquiring) }

    /// Moves the mark forward; another process may have moved it further meanwhile.
    func raise(to position: Position) {
        word.pointee.max(position, ordering: .acquiringAndReleasing)
    }

    /// Sets it anew when the log is opened, under the writer lock: a copied directory may bring the mark of another log.
    func reset(to position: Position) {
        word.pointee.store(position, ordering: .releasing)
    }
}
