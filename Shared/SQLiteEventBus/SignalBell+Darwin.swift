#if canImport(Darwin)
import Darwin
import EventBus
import Foundation

/// Rings when `bus.signal` is written: a kqueue filter, set when the bell is made, so nothing that comes later is missed.
final class SignalBell: Bell {
    private let queue: Int32
    private let signal: Int32
    /// The filter that ``ring()`` triggers.
    private static let ringIdentifier: UInt = 1

    init(_ files: BusFiles) throws(BusError) {
        signal = try files.open(files.signal, O_RDONLY)
        queue = kqueue()
        var filters = [
            kevent(
                ident: UInt(signal), filter: Int16(EVFILT_VNODE), flags: UInt16(EV_ADD | EV_CLEAR), fflags: UInt32(NOTE_WRITE),
                data: 0, udata: nil),
            kevent(
                ident: Self.ringIdentifier, filter: Int16(EVFILT_USER), flags: UInt16(EV_ADD | EV_CLEAR), fflags: 0, data: 0,
                udata: nil),
        ]
        guard queue >= 0, kevent(queue, &filters, Int32(filters.count), nil, 0, nil) == 0 else {
            throw .posix("cannot watch \(files.signal)")
        }
    }

    deinit {
        close(queue)
        close(signal)
    }

    func wait(atMost limit: Duration) {
        let (seconds, attoseconds) = max(limit, .zero).components
        var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        // EV_CLEAR: taking the events out of the queue resets them.
        var events = [kevent](repeating: kevent(), count: 2)
        _ = kevent(queue, nil, 0, &events, Int32(events.count), &timeout)
    }

    func ring() {
        var trigger = kevent(
            ident: Self.ringIdentifier, filter: Int16(EVFILT_USER), flags: 0, fflags: UInt32(NOTE_TRIGGER), data: 0, udata: nil)
        _ = kevent(queue, &trigger, 1, nil, 0, nil)
    }
}
#endif
