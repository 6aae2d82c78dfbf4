import Foundation
import Synchronization

/// Holds `<directory>/<name>.lock` so that a program runs only once on a data directory; and whether it runs is whether it holds it.
///
/// The kernel drops the lock when the process ends in whatever way, so a crash leaves nothing to clean up, and no program takes a process
/// that was given the same id later for this one. The file holds the holder's process id as text, for people; the file itself stays.
///
/// It is a lock of the open file (`F_OFD_SETLK`): unlike `flock` it can be asked about without being taken, and unlike a plain record
/// lock it is not lost when another part of this program closes the same file.
public final class DirectoryLock: Sendable {
    // -1 once closed.
    private let descriptor: Mutex<Int32>

    /// Takes the lock, or fails at once.
    ///
    /// - Throws: ``StartupError`` (`cannotCreate`) that names the process which holds it.
    public init(name: String, in directory: DataDirectory) throws {
        let path = directory.path(of: "\(name).lock")
        // Close on exec: a child process must not keep the lock of a parent that is gone.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StartupError(.cannotCreate, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard FileLock.take(descriptor) else {
            let reason = errno
            let holder = Self.read(descriptor)
            close(descriptor)
            throw Self.refusal(name, directory, reason: reason, holder: holder)
        }
        self.descriptor = Mutex(descriptor)
        Self.replaceContent(of: descriptor, with: "\(getpid())\n")
    }

    /// Gives the lock back. A second call does nothing.
    public func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // Emptied first, so that the id is never that of a process that no longer holds it.
            Self.replaceContent(of: descriptor, with: "")
            close(descriptor)
            descriptor = -1
        }
    }

    deinit { release() }

    /// Who holds a lock just now.
    public struct Holder: Sendable, Hashable {
        /// `nil` in the moment between its taking the lock and writing its id.
        public var pid: Int32?
    }

    /// The holder of this lock, without touching it; `nil` if there is none: the program does not run on this directory.
    ///
    /// - Parameter path: Of the data directory.
    public static func holder(of name: String, in path: String) -> Holder? {
        let descriptor = open("\(path)/\(name).lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return FileLock.isHeld(descriptor) ? Holder(pid: Int32(read(descriptor))) : nil
    }

    private static func refusal(_ name: String, _ directory: DataDirectory, reason: Int32, holder: String) -> StartupError {
        guard reason == EWOULDBLOCK || reason == EACCES else {
            return StartupError(
                .cannotCreate, "\(directory.path(of: "\(name).lock")) cannot be locked: \(String(cString: strerror(reason)))")
        }
        let who = holder.isEmpty ? "another process" : "process \(holder)"
        return StartupError(
            .cannotCreate,
            "\(name) is already running on \(directory.path) (\(who)); stop it, or name another directory with --data-dir")
    }

    private static func read(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return "" }
        return String(decoding: buffer[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // The text is for people only, the lock is what counts: a full disk must not stop the program here.
    private static func replaceContent(of descriptor: Int32, with text: String) {
        _ = ftruncate(descriptor, 0)
        _ = Array(text.utf8).withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}

/// Locks of an open file over all of it (fcntl_locking(2), "Open file description locks").
private enum FileLock {
    // Swift does not see the names. The numbers are those of <asm-generic/fcntl.h> and of Darwin's <sys/fcntl.h>.
    #if canImport(Darwin)
    private static let (set, get): (Int32, Int32) = (90, 92)
    #else
    private static let (set, get): (Int32, Int32) = (37, 36)
    #endif

    /// False if another process holds it, or with another reason in `errno`.
    static func take(_ descriptor: Int32) -> Bool {
        var lock = wholeFile(F_WRLCK)
        return fcntl(descriptor, set, &lock) == 0
    }

    static func isHeld(_ descriptor: Int32) -> Bool {
        var lock = wholeFile(F_RDLCK)
        return fcntl(descriptor, get, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    }

    private static func wholeFile(_ type: some BinaryInteger) -> flock {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        return lock
    }
}
