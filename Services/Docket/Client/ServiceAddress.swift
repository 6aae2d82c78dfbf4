import DocketInstallation
import ServiceKit
import Synchronization

/// Where a service listens, read from its run file, and again once that process is gone.
///
/// A service that was restarted with `--port-base 0` listens elsewhere. Whether it runs is asked before each request: that costs some
/// microseconds, reading the file ten times as much.
final class ServiceAddress: Sendable {
    let service: ServiceName
    private let installation: Installation
    private let known = Mutex<RunFile?>(nil)

    init(_ service: ServiceName, in installation: Installation) {
        self.service = service
        self.installation = installation
    }

    func get() throws(APIError) -> String {
        if let file = known.withLock({ $0 }), file.mayBeRunning(in: installation.path) { return file.address }
        guard let file = installation.running(service) else {
            throw .unreachable(service, "it does not run on \(installation.path); start it with docket up")
        }
        known.withLock { $0 = file }
        return file.address
    }

    func forget() { known.withLock { $0 = nil } }
}
