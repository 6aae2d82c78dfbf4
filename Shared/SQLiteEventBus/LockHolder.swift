import Foundation

/// Who holds the writer lock, as the holder wrote it into `bus.lock`: process id, program, host.
///
/// Only true while the lock is held; it is not wiped on release.
struct LockHolder {
    private let process: Int32
    private let program: String
    private let host: String

    /// A fixed length, so that a shorter record covers a longer one.
    private static let recordLength = 128

    // Containers share a directory and have process ids of their own, so an id says nothing without its host.
    // Not `ProcessInfo.hostName`: it asks the network.
    private static let ownHost: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    /// This process's record.
    static let ownRecord: [UInt8] = {
        let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "unknown").lastPathComponent
        let text = "\(getpid()) \(program.replacing(" ", with: "_")) \(ownHost)"
        return Array(text.utf8.prefix(recordLength - 1))
            + Array(repeating: 0x20, count: max(0, recordLength - 1 - text.utf8.count))
            + [0x0A]
    }()

    /// Reads the record; `nil` when there is none that can be understood.
    init?(descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: Self.recordLength)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let words = String(decoding: bytes.prefix(count), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 3, let process = Int32(words[0]) else { return nil }
        self.process = process
        self.program = String(words[1])
        self.host = String(words[2])
    }

    /// Who it is and what to do about it.
    var advice: String {
        guard host == Self.ownHost else {
            return "process \(process) (\(program)) on host \(host) holds it; look there whether it is stopped"
        }
        guard isStopped else { return "process \(process) (\(program)) holds it; try again, and end it if it hangs" }
        return """
            process \(process) (\(program)) holds it and is stopped; let it go on with `kill -CONT \(process)` \
            or end it with `kill -KILL \(process)`: what it was writing is rolled back
            """
    }

    /// Stopped by a signal or a debugger, as far as /proc shows.
    private var isStopped: Bool {
        // No /proc, or the process is gone: then it is not known to be stopped.
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        // The state follows the program's name, which is in parentheses and may hold anything.
        let state = status[(status.lastIndex(of: ")") ?? status.startIndex)...].split(separator: " ").dropFirst().first
        return state == "T" || state == "t"
    }
}
