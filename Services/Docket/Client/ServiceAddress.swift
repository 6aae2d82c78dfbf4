import DocketInstallation
import PlainHTTP
import ServiceKit
import Synchronization

/// Where a service listens, read from its run file, and again once that process is gone.
///
/// A service that was restarted with `--port-base 0` listens elsewhere. Whether it runs is asked before each request: that costs some
/// microseconds, reading the file ten times as much.
final class ServiceAddress: Sendable {
    let service: ServiceName
    private let installation: Installation
    private let known = Mutex<(file: RunFile, address: HTTPAddress)?>(nil)

    init(_ service: ServiceName, in installation: Installation) {
        self.service = service
        self.installation = installation
    }

    func get() throws(APIError) -> HTTPAddress {
        if let (file, address) = known.withLock({ $0 }), file.mayBeRunning(in: installation.path) { return address }
        guard let file = installation.running(service) else {
            throw .unreachable(service, "it does not run on \(installation.path); start it with docket up")
        }
        let address = HTTPAddress(host: file.host, port: file.port)
        known.withLock { $0 = (file, address) }
        return address
    }

    func forget() { known.withLock { $0 = nil } }
}
