public import Dispatch
import Foundation
import Synchronization

/// Collects whole log lines and writes many of them with one system call, on a thread of its own: who logs never waits for who reads.
///
/// A line waits 20 ms at most, not at all if it is urgent, and nothing wakes up while there is nothing to write. When the reader
/// does not read (a pager, a collector that hangs), up to ``limit`` bytes wait for it; further lines are dropped and counted, and a line says how
/// many when it goes on. A process that is killed loses what waits; one that ends itself calls ``flush(within:)``.
public final class LogOutput: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var isWriteScheduled = false
        /// Since the last line that was taken.
        var dropped = 0
        var droppedInAll = 0
    }

    /// Bytes that wait for the reader at most.
    public static let limit = 1 << 20
    private static let fullAt = 16 * 1024
    private static let delay = DispatchTimeInterval.milliseconds(20)

    private let descriptor: Int32
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log")

    /// Where log lines of a service go.
    public static let standardError = LogOutput(descriptor: STDERR_FILENO)

    /// - Parameter descriptor: an open file, pipe or terminal. It is not closed.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { write(takeAll()) }

    /// Lines that were dropped because they were not read.
    public var dropped: Int { state.withLock(\.droppedInAll) }

    /// Writes out what waits, but does not wait longer for a reader than this. Call it before the process ends.
    public func flush(within limit: DispatchTimeInterval = .seconds(1)) {
        let written = DispatchSemaphore(value: 0)
        queue.async { [self] in
            write(takeAll())
            written.signal()
        }
        _ = written.wait(timeout: .now() + limit)
    }

    /// Appends one line, which `body` writes without its line feed.
    func line(isUrgent: Bool, _ body: (inout [UInt8]) -> Void) {
        let delay: DispatchTimeInterval? = state.withLock { state in
            guard state.buffer.count < Self.limit else {
                state.dropped += 1
                state.droppedInAll += 1
                return nil
            }
            if state.dropped > 0 { Self.note(state.dropped, in: &state.buffer) }
            state.dropped = 0
            body(&state.buffer)
            state.buffer.append(UInt8(ascii: "\n"))
            let isDue = isUrgent || state.buffer.count >= Self.fullAt
            if state.isWriteScheduled && !isDue { return nil }
            state.isWriteScheduled = true
            return isDue ? .nanoseconds(0) : Self.delay
        }
        guard let delay else { return }
        let writing: @Sendable () -> Void = { [weak self] in
            guard let self else { return }
            write(takeAll())
        }
        if delay == .nanoseconds(0) {
            queue.async(execute: writing)
        } else {
            queue.asyncAfter(deadline: .now() + delay, execute: writing)
        }
    }

    /// For tests: returns when what is due has been written.
    func untilWritten() { queue.sync {} }

    private static func note(_ count: Int, in buffer: inout [UInt8]) {
        LogJSON.appendRaw(
            "{\"level\":\"warning\",\"message\":\"log lines were dropped because they were not read\",\"dropped\":", to: &buffer)
        buffer.append(contentsOf: "\(count)}\n".utf8)
    }

    private func takeAll() -> [UInt8] {
        state.withLock { state in
            defer {
                state.buffer = []
                state.isWriteScheduled = false
            }
            return state.buffer
        }
    }

    // On the queue, one piece after the other, so that lines never mix. Lines that cannot be written (a closed pipe, a full disk) are gone:
    // there is no place left to say so, and logging must not stop a service.
    private func write(_ buffer: [UInt8]) {
        buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { break }
                rest = rest.dropFirst(written)
            }
        }
    }
}
