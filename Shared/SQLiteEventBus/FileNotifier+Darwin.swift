#if canImport(Darwin)
import Darwin
import EventBus
import Foundation

/// Wakes when one of its files is written: kqueue filters, set when the notifier is made, so nothing that comes later is missed.
final class FileNotifier: Notifier {
    private let queue: Int32
    private let signals: [Int32]
    /// The filter that ``notify()`` triggers.
    private static let ringIdentifier: UInt = 1

    init(watching paths: [String]) throws(BusError) {
        signals = paths.map { open($0, O_RDONLY | O_CLOEXEC) }
        queue = kqueue()
        var filters = signals.map { signal in
            kevent(
                ident: UInt(bitPattern: Int(signal)), filter: Int16(EVFILT_VNODE), flags: UInt16(EV_ADD | EV_CLEAR),
                fflags: UInt32(NOTE_WRITE), data: 0, udata: nil)
        }
        filters.append(
            kevent(
                ident: Self.ringIdentifier, filter: Int16(EVFILT_USER), flags: UInt16(EV_ADD | EV_CLEAR), fflags: 0, data: 0,
                udata: nil))
        guard queue >= 0, kevent(queue, &filters, Int32(filters.count), nil, 0, nil) == 0 else {
            throw .posix("cannot watch \(paths.joined(separator: ", "))")
        }
    }

    deinit {
        for descriptor in [queue] + signals { close(descriptor) }
    }

    func wait(atMost limit: Duration) {
        let (seconds, attoseconds) = max(limit, .zero).components
        var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        // EV_CLEAR: taking the events out of the queue resets them.
        var events = [kevent](repeating: kevent(), count: signals.count + 1)
        _ = kevent(queue, nil, 0, &events, Int32(events.count), &timeout)
    }

    func notify() {
        var trigger = kevent(
            ident: Self.ringIdentifier, filter: Int16(EVFILT_USER), flags: 0, fflags: UInt32(NOTE_TRIGGER), data: 0, udata: nil)
        _ = kevent(queue, &trigger, 1, nil, 0, nil)
    }
}
#endif
