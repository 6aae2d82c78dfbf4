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
        var writing = Schedule.none
        /// Since the last line that was taken.
        var dropped = 0
        var droppedInAll = 0
    }

    /// When what waits is written; a later case comes before an earlier one.
    private enum Schedule: Int {
        case none, soon, atOnce
    }

    /// Bytes that wait for the reader at most.
    public static let limit = 1 << 20
    private static let fullAt = 16 * 1024
    private static let delay = DispatchTimeInterval.milliseconds(20)

    private let writing: @Sendable ([UInt8]) -> Void
    private let note: @Sendable (Int) -> String
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log")

    /// Where log lines of a service go.
    public static let standardError = LogOutput(descriptor: STDERR_FILENO)

    /// - Parameter descriptor: an open file, pipe or terminal. It is not closed.
    public convenience init(descriptor: Int32) {
        self.init(note: Self.jsonLine) { bytes in Self.write(bytes, to: descriptor) }
    }

    /// - Parameters:
    ///   - note: The line in place of so many that were dropped.
    ///   - write: Writes whole lines, each with its line feed, and may wait for a reader. Called by one thread at a time.
    public init(note: @escaping @Sendable (Int) -> String, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.note = note
        writing = write
    }

    deinit { writeAll() }

    /// Lines that were dropped because they were not read.
    public var dropped: Int { state.withLock(\.droppedInAll) }

    /// Writes out what waits, but does not wait longer for a reader than this. Call it before the process ends.
    public func flush(within limit: DispatchTimeInterval = .seconds(1)) {
        let written = DispatchSemaphore(value: 0)
        queue.async { [self] in
            writeAll()
            written.signal()
        }
        _ = written.wait(timeout: .now() + limit)
    }

    /// Appends one line, to be written at once.
    public func write(_ line: String) { self.line(isUrgent: true) { $0.append(contentsOf: line.utf8) } }

    /// Appends one line, which `body` writes without its line feed.
    func line(isUrgent: Bool, _ body: (inout [UInt8]) -> Void) {
        let schedule = state.withLock { state in
            guard state.buffer.count < Self.limit else {
                state.dropped += 1
                state.droppedInAll += 1
                return Schedule.none
            }
            if state.dropped > 0 { state.buffer.append(contentsOf: (note(state.dropped) + "\n").utf8) }
            state.dropped = 0
            body(&state.buffer)
            state.buffer.append(UInt8(ascii: "\n"))
            let needed: Schedule = isUrgent || state.buffer.count >= Self.fullAt ? .atOnce : .soon
            guard needed.rawValue > state.writing.rawValue else { return .none }
            state.writing = needed
            return needed
        }
        switch schedule {
        case .none: break
        case .soon: queue.asyncAfter(deadline: .now() + Self.delay) { [weak self] in self?.writeAll() }
        case .atOnce: queue.async { [weak self] in self?.writeAll() }
        }
    }

    /// For tests: returns when what is due has been written.
    func untilWritten() { queue.sync {} }

    private static func jsonLine(_ dropped: Int) -> String {
        #"{"level":"warning","message":"log lines were dropped because they were not read","dropped":\#(dropped)}"#
    }

    private func writeAll() {
        let lines = state.withLock { state in
            defer { (state.buffer, state.writing) = ([], .none) }
            return state.buffer
        }
        if !lines.isEmpty { writing(lines) }
    }

    // Lines that cannot be written (a closed pipe, a full disk) are gone: there is no place left to say so, and logging must not stop a
    // service.
    private static func write(_ buffer: [UInt8], to descriptor: Int32) {
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
