package import DocketCommandLine
import Foundation
package import SystemPackage

/// A connection whose one end every child has as its standard input, and whose other end is never written to: when this process ends,
/// in whatever way, the kernel closes it, the children read the end of their input and stop.
///
/// Not a pipe: Swift does not see `pipe2`, and only in one step with their making are descriptors kept from children.
package final class LifelinePair: Sendable {
    /// For the children.
    package let children: FileDescriptor
    private let own: FileDescriptor

    /// - Throws: ``ToolFailure`` if there are no descriptors left.
    package init() throws(ToolFailure) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Darwin)
        let isMade = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends) == 0
        for end in ends where isMade { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #else
        let isMade = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        #endif
        guard isMade else {
            throw ToolFailure(.failed, "cannot connect to the services: \(String(cString: strerror(errno)))")
        }
        own = FileDescriptor(rawValue: ends[0])
        children = FileDescriptor(rawValue: ends[1])
    }

    deinit {
        // Nothing was ever written: closing cannot lose anything.
        try? own.close()
        try? children.close()
    }
}
