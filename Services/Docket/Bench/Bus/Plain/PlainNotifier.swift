#if os(Linux)
import DocketCommandLine
import Foundation
import Glibc

/// A file that is written after each commit, and a wait for that by inotify: the least that wakes another process.
final class PlainNotifier: Sendable {
    private let file: Int32
    private let watch: Int32

    /// Makes the file, for the side that notifies.
    static func create(in directory: String, name: String = "plain") throws -> PlainNotifier {
        try PlainNotifier(path(in: directory, name), flags: O_WRONLY | O_CREAT | O_CLOEXEC)
    }

    /// Opens the file, for the side that waits.
    init(in directory: String, name: String = "plain") throws {
        let path = Self.path(in: directory, name)
        file = open(path, O_RDONLY | O_CLOEXEC)
        watch = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard file >= 0, watch >= 0, inotify_add_watch(watch, path, UInt32(IN_MODIFY)) >= 0 else {
            throw ToolFailure(.failed, "cannot watch \(path): \(String(cString: strerror(errno)))")
        }
    }

    private init(_ path: String, flags: Int32) throws {
        file = open(path, flags, 0o600)
        watch = -1
        guard file >= 0 else { throw ToolFailure(.failed, "cannot write \(path): \(String(cString: strerror(errno)))") }
    }

    deinit {
        close(file)
        if watch >= 0 { close(watch) }
    }

    func notify() {
        var byte: UInt8 = 1
        pwrite(file, &byte, 1, 0)
    }

    /// Waits until it has been notified since the last wait, or for so long at most.
    func wait(milliseconds: Int32) {
        var source = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
        guard poll(&source, 1, milliseconds) > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
            _ = read(watch, buffer.baseAddress, buffer.count)
        }
    }

    private static func path(in directory: String, _ name: String) -> String { directory + "/\(name).signal" }
}
#endif
