import DocketCommandLine
import Foundation

/// The operating system's limit of open files for this process and the services that it starts.
enum OpenFiles {
    /// For the output of four services, their process handles and what it takes to start one. With fewer, starting a process may end this
    /// one: swift-subprocess cannot close what it has opened by then.
    private static let needed: rlim_t = 128
    /// Enough for a service with as many connections as it takes.
    private static let wanted: rlim_t = 4096

    /// Raises the limit as far as it is allowed to and useful.
    ///
    /// - Throws: ``ToolFailure`` if it is too low all the same.
    static func prepare() throws(ToolFailure) {
        var limit = rlimit()
        #if canImport(Darwin)
        let resource = RLIMIT_NOFILE
        #else
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(resource, &limit) == 0 else { return }
        if limit.rlim_cur < wanted, limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            _ = setrlimit(resource, &limit)
        }
        guard limit.rlim_cur < needed else { return }
        throw ToolFailure(
            .failed,
            "\(limit.rlim_cur) open files are allowed here, and starting the services takes \(needed): raise the limit, for example with ulimit -n 1024"
        )
    }
}
