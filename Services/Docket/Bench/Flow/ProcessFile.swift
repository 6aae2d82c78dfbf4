/// Reads what Linux shows of a process in `/proc/<pid>` (proc(5)). Pure functions of the text, so that they run anywhere.
enum ProcessFile {
    /// Ticks of the clock that the process has computed, in its own code and in the kernel for it, from `stat`.
    static func cpuTicks(inStat text: String) -> UInt64? {
        // The program's name is in parentheses and may hold anything, blanks and parentheses included.
        guard let end = text.lastIndex(of: ")") else { return nil }
        // The first field after the name is the third of all; utime and stime are the 14th and the 15th.
        let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace)
        guard fields.count > 12, let user = UInt64(fields[11]), let system = UInt64(fields[12]) else { return nil }
        return user + system
    }

    /// The most memory that the process has ever had at once, in bytes, from `status`.
    static func peakMemory(inStatus text: String) -> UInt64? {
        for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count == 3, words[2] == "kB", let kilobytes = UInt64(words[1]) else { return nil }
            return kilobytes * 1024
        }
        return nil
    }
}
