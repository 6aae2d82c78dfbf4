import Foundation
import Synchronization

/// Holds `<directory>/<name>.lock` so that a program runs only once on a data directory.
///
/// The kernel drops the lock when the process ends in whatever way, so a crash leaves nothing to clean up. The file holds the
/// holder's process id as text, for people and for the error of whoever comes second; the file itself stays.
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
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
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
            // Emptied first, so that nobody ever reads the id of a process that no longer holds it.
            Self.replaceContent(of: descriptor, with: "")
            close(descriptor)
            descriptor = -1
        }
    }

    deinit { release() }

    private static func refusal(_ name: String, _ directory: DataDirectory, reason: Int32, holder: String) -> StartupError {
        guard reason == EWOULDBLOCK else {
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
