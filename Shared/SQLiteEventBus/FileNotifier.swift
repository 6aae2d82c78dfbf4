#if os(Linux)
import EventBus
import Foundation
import Glibc

/// Wakes when one of its files is written: inotify watches, set when the notifier is made, so nothing that comes later is missed.
///
/// ``wait(atMost:)`` blocks in `poll`; no thread, no timer, nothing burns while idle.
final class FileNotifier: Notifier {
    private let watch: Int32
    /// The two ends of a connection, for ``notify()``. Not a pipe: Swift does not see `pipe2`, and only in one step with their making
    /// are descriptors safe from a child process that starts meanwhile.
    private let pulled: Int32
    private let handle: Int32

    init(watching paths: [String]) throws(BusError) {
        watch = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        var ends: [Int32] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let areConnected = socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0
        (pulled, handle) = (ends[0], ends[1])
        guard watch >= 0, areConnected else { throw .posix("cannot wait for news") }
        for path in paths {
            guard inotify_add_watch(watch, path, UInt32(IN_MODIFY)) >= 0 else { throw .posix("cannot watch \(path)") }
        }
    }

    deinit {
        for descriptor in [watch, pulled, handle] { close(descriptor) }
    }

    func wait(atMost limit: Duration) {
        var sources = [
            pollfd(fd: watch, events: Int16(POLLIN), revents: 0), pollfd(fd: pulled, events: Int16(POLLIN), revents: 0),
        ]
        // Rounded up: a wait of less than a millisecond is still a wait. Interrupted by a signal it returns early, as a notifier may.
        let milliseconds = Int32(clamping: Int64((limit.inSeconds * 1000).rounded(.up)))
        guard poll(&sources, nfds_t(sources.count), max(0, milliseconds)) > 0 else { return }
        for source in sources where source.revents != 0 { drain(source.fd) }
    }

    func notify() {
        // A full connection refuses the byte, and wakes all the same.
        var byte: UInt8 = 1
        _ = write(handle, &byte, 1)
    }

    /// Takes what is there. What comes while we do belongs to this notification, what comes later to the next.
    private func drain(_ descriptor: Int32) {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
            while read(descriptor, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }
}
#endif
