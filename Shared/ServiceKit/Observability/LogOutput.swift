import Dispatch
import Foundation
import Synchronization

/// Collects whole log lines and writes many of them with one system call.
///
/// A line waits 20 ms at most, not at all if it is urgent, and nothing wakes up while there is nothing to write. A process that
/// is killed loses the lines of its last 20 ms; one that ends itself calls ``flush()``.
public final class LogOutput: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var isFlushScheduled = false
    }

    private static let fullAt = 16 * 1024
    private static let timeouts = DispatchTimeInterval.milliseconds(20)

    private let descriptor: Int32
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log")

    /// Where log lines of a service go.
    public static let standardError = LogOutput(descriptor: STDERR_FILENO)

    /// - Parameter descriptor: an open file, pipe or terminal. It is not closed.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { flush() }

    /// Writes out what waits. Call it before the process ends.
    public func flush() {
        state.withLock { write(&$0.buffer) }
    }

    /// Appends one line, which `body` writes without its line feed.
    func line(isUrgent: Bool, _ body: (inout [UInt8]) -> Void) {
        let schedule = state.withLock { state in
            body(&state.buffer)
            state.buffer.append(UInt8(ascii: "\n"))
            if isUrgent || state.buffer.count >= Self.fullAt {
                write(&state.buffer)
                return false
            }
            defer { state.isFlushScheduled = true }
            return !state.isFlushScheduled
        }
        if schedule { flushSoon() }
    }

    private func flushSoon() {
        queue.asyncAfter(deadline: .now() + Self.timeouts) { [weak self] in
            guard let self else { return }
            state.withLock { state in
                state.isFlushScheduled = false
                self.write(&state.buffer)
            }
        }
    }

    // Called with the lock held, so that lines never mix. Lines that cannot be written (a closed pipe, a full disk) are dropped:
    // there is no place left to say so, and logging must not stop a service.
    private func write(_ buffer: inout [UInt8]) {
        buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { break }
                rest = rest.dropFirst(written)
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
