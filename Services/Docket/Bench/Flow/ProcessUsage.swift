import DocketCompare
import DocketInstallation
import DocketSupervisor
import Foundation

/// What a running process has used so far.
struct ProcessUsage: Sendable {
    /// User and system time, of all its threads, in steps of a hundredth of a second.
    var cpuSeconds: Double
    /// The largest resident memory so far, in bytes.
    var peakMemory: UInt64

    /// `nil` where there is no `/proc` (macOS) or no such process.
    static func of(_ pid: Int32) -> ProcessUsage? {
        // Both mean that there is nothing to report.
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let ticks = ProcessFile.cpuTicks(inStat: stat), let memory = ProcessFile.peakMemory(inStatus: status)
        else { return nil }
        return ProcessUsage(cpuSeconds: Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK))), peakMemory: memory)
    }
}

extension Rig {
    /// What each of the four processes has used since it was started; unknown ones are missing.
    func usage() async -> [ServiceName: ProcessUsage] {
        var usage: [ServiceName: ProcessUsage] = [:]
        for service in ServiceName.allCases {
            if let pid = await supervisor.pid(of: service) { usage[service] = ProcessUsage.of(pid) }
        }
        return usage
    }
}

extension [ServiceName: ProcessUsage] {
    /// Seconds of one processor that each has computed since `start`.
    func cpuSeconds(since start: Self) -> [(service: ServiceName, seconds: Double)] {
        ServiceName.allCases.compactMap { service in
            guard let before = start[service], let now = self[service] else { return nil }
            return (service, now.cpuSeconds - before.cpuSeconds)
        }
    }
}
