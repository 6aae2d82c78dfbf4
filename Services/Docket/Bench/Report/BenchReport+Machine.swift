import DocketCompare
import Foundation
import GRDBSQLite

extension BenchReport.Machine {
    /// This machine, this build, and the disk under `directory`.
    static func current(directory: URL) -> BenchReport.Machine {
        let process = ProcessInfo.processInfo
        return BenchReport.Machine(
            processors: process.activeProcessorCount, memoryBytes: process.physicalMemory,
            system: process.operatingSystemVersionString, sqlite: String(cString: sqlite3_libversion()),
            build: BuildKind.current.rawValue, disk: Disk.under(directory)?.description)
    }
}

/// What lies under a directory. A durable commit is as slow as its disk, and in memory it is none.
struct Disk: CustomStringConvertible {
    var device: String
    var system: String

    /// Nothing here survives a power failure.
    var isMemory: Bool { system == "tmpfs" || system == "ramfs" }
    var description: String { "\(system) of \(device)" }

    /// `nil` where the system does not know.
    static func under(_ directory: URL) -> Disk? {
        // Other systems than Linux have no such file.
        guard let mounts = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) else { return nil }
        return of(directory.resolvingSymlinksInPath().path(percentEncoded: false), mounts: mounts)
    }

    /// - Parameter mounts: Lines of device, directory, kind of file system, as in `/proc/self/mounts`; later ones cover earlier.
    static func of(_ path: String, mounts: String) -> Disk? {
        var best: (length: Int, disk: Disk)?
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 3 else { continue }
            let point = words[1] == "/" ? "/" : words[1] + "/"
            guard (path + "/").hasPrefix(point), point.count >= best?.length ?? 0 else { continue }
            best = (point.count, Disk(device: String(words[0]), system: String(words[2])))
        }
        return best?.disk
    }
}
