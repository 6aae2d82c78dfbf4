import CompactJSON
import Foundation
import Synchronization
package import SystemPackage

/// Where a command writes: knows whether a person watches, and colours only then.
///
/// What is shown was often written by others, so nothing that is written here reaches the terminal as a command: control characters and
/// their kind come out as escapes (``Swift/StringProtocol/shown``), whatever a caller forgot; only the colours of ``paint(_:_:)`` pass.
///
/// Colours are off when the output is no terminal, when `NO_COLOR` is set (no-color.org) and on a dumb terminal.
package struct Terminal: Sendable {
    package static let standardOutput = Terminal(.standardOutput)
    package static let standardError = Terminal(.standardError)

    package let isInteractive: Bool
    let hasColours: Bool
    private let descriptor: FileDescriptor

    /// For tests: colours as given, wherever it writes.
    init(_ descriptor: FileDescriptor, hasColours: Bool) {
        (self.descriptor, self.hasColours, isInteractive) = (descriptor, hasColours, false)
    }

    package init(_ descriptor: FileDescriptor, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.descriptor = descriptor
        isInteractive = isatty(descriptor.rawValue) == 1
        hasColours = isInteractive && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// Writes a line at once, as a whole: lines of several tasks do not mix, and nothing waits in a buffer for a pipe.
    package func write(_ line: String) { emit(safe(line) + "\n") }

    /// Writes JSON, which stays JSON: what a terminal must not see becomes an escape of JSON's own.
    package func writeJSON(_ text: String) { emit(text.shownJSON + "\n") }

    /// Replaces the current line of an interactive terminal; the next ``endProgress()`` or progress line takes its place.
    package func writeProgress(_ text: String) { emit("\r\u{1B}[K" + safe(text)) }

    package func endProgress() { emit("\r\u{1B}[K") }

    package func paint(_ text: String, _ colour: Colour) -> String {
        hasColours ? "\(Self.mark)\(colour.rawValue)m\(text)\(Self.mark)0m" : text
    }

    /// Stands for the beginning of a colour until the text is written. No other program can know it, so none can write a colour.
    private static let mark = "\u{FFFFE}\(UInt64.random(in: 0...(.max)))["

    /// The text without commands for the terminal, but for the colours that ``paint(_:_:)`` put there.
    private func safe(_ text: String) -> String {
        guard hasColours else { return Self.shown(text[...]) }
        let parts = text.split(separator: Self.mark, omittingEmptySubsequences: false)
        let coloured = parts.dropFirst().map { part in
            // `31m`, and then the text.
            let start = part.firstIndex(of: "m").map(part.index(after:)) ?? part.startIndex
            return "\u{1B}[" + part[..<start] + Self.shown(part[start...])
        }
        return Self.shown(parts[0]) + coloured.joined()
    }

    /// Line breaks stay: a text may have several lines.
    private static func shown(_ text: Substring) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(\.shown).joined(separator: "\n")
    }

    private func emit(_ text: String) {
        do {
            try descriptor.writeAll(text.utf8)
        } catch {
            // The reader is gone (`docket up | head`): the work goes on. Anything else, such as a
            // full disk, means that output is missing: the program ends with an error.
            guard let errno = error as? Errno, errno != .brokenPipe else { return }
            Self.failure.withLock { failure in failure = failure ?? errno }
        }
    }

    private static let failure = Mutex<Errno?>(nil)

    /// Fails if anything that was to be written could not be, for another reason than that its reader went away.
    ///
    /// - Throws: ``ToolFailure`` with the system's reason.
    package static func checkWritten() throws(ToolFailure) {
        guard let errno = failure.withLock(\.self) else { return }
        throw ToolFailure(.failed, "the output could not be written: \(errno)")
    }
}

/// Codes of ANSI "select graphic rendition".
package enum Colour: Int, Sendable {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34
    case magenta = 35
    case cyan = 36
}
