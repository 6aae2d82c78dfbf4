import Foundation
import SystemPackage

/// An exclusive lock on a file, held until the process ends, however it ends; the file names the holder's process id.
///
/// The kernel gives the lock back at a crash, so there is nothing to clean up and no stale lock.
final class DirectoryLock: Sendable {
    private let descriptor: FileDescriptor

    /// - Throws: ``ToolFailure`` with status 73 that names the holder, or says why the file cannot be made.
    init(_ file: URL) throws(ToolFailure) {
        let path = file.path(percentEncoded: false)
        do {
            descriptor = try .open(
                FilePath(path), .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        } catch {
            throw ToolFailure(.directoryUnusable, "cannot open \(path): \(error)")
        }
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(of: file).map { "process \($0)" } ?? "another process"
            closeQuietly()
            throw ToolFailure(
                .directoryUnusable,
                "\(file.deletingLastPathComponent().path(percentEncoded: false)) is in use by \(holder);"
                    + " stop it (kill \(Self.holder(of: file) ?? "<pid>")) or choose another --data-dir")
        }
        // The number is for people; a lock without it still locks.
        _ = ftruncate(descriptor.rawValue, 0)
        _ = try? descriptor.writeAll("\(getpid())\n".utf8)
    }

    /// The process id written in a lock file, whether or not it is still held.
    static func holder(of file: URL) -> String? {
        // No file, no holder.
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        let pid = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return pid.isEmpty ? nil : pid
    }

    private func closeQuietly() {
        // Closing a lock file that was never written cannot lose anything.
        try? descriptor.close()
    }

    deinit { closeQuietly() }
}
