import DocketCommandLine
package import DocketInstallation
import NIOCore
import NIOHTTP1
import PlainHTTP
import ServiceKit

/// Finds out whether a starting process serves, and where.
package protocol ReadinessProbe: Sendable {
    /// The address of this very process, once it is ready; `nil` before.
    func address(of service: ServiceName, pid: Int32, in directory: Installation) async -> String?
}

/// The real one: the run file names this process, and `GET /health/ready` answers 200.
package struct HealthProbe: ReadinessProbe {
    package init() {}

    package func address(of service: ServiceName, pid: Int32, in directory: Installation) async -> String? {
        guard let file = directory.runFile(of: service), file.pid == pid else { return nil }
        let request = PlainRequest(.GET, HTTPAddress(host: file.host, port: file.port), "/health/ready")
        // Refused, reset or slow: not ready yet. The caller asks again until its deadline.
        let reply = try? await PlainHTTP.shared.send(request, timeout: .seconds(1))
        return reply?.status == 200 ? file.address : nil
    }
}
