package import Dispatch
import Synchronization

/// Writes lines to a terminal on a thread of its own: whoever has lines never waits for a reader that does not read (Ctrl-S, a pager, a
/// collector that hangs).
///
/// Up to ``limit`` lines wait; further ones are not shown but counted, and a line says how many when it goes on.
package final class UnhurriedOutput: Sendable {
    private struct State {
        var lines: [String] = []
        var isWriting = false
        var hidden = 0
    }

    /// Lines that wait for the reader at most.
    package static let limit = 10_000

    private let terminal: Terminal
    private let note: @Sendable (Int) -> String
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "output")

    /// - Parameter note: What is shown in place of so many lines.
    package init(_ terminal: Terminal, note: @escaping @Sendable (Int) -> String) {
        self.terminal = terminal
        self.note = note
    }

    package func write(_ line: String) {
        let starts = state.withLock { state in
            guard state.lines.count < Self.limit else {
                state.hidden += 1
                return false
            }
            if state.hidden > 0 { state.lines.append(note(state.hidden)) }
            state.hidden = 0
            state.lines.append(line)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { queue.async { self.writeAll() } }
    }

    /// Shows what waits, but does not wait longer for a reader than this.
    package func flush(within limit: DispatchTimeInterval = .seconds(1)) {
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        _ = written.wait(timeout: .now() + limit)
    }

    private func writeAll() {
        while true {
            let lines = state.withLock { state in
                defer { state.lines = [] }
                state.isWriting = !state.lines.isEmpty
                return state.lines
            }
            guard !lines.isEmpty else { return }
            for line in lines { terminal.write(line) }
        }
    }
}
