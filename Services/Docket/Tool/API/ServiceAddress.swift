import Synchronization

/// Where a service listens, read from its run file when first asked and again after ``forget()``.
///
/// A service that was restarted with `--port-base 0` listens elsewhere, so a failed connection is a reason to look again.
final class ServiceAddress: Sendable {
    let service: ServiceName
    private let installation: Installation
    private let known = Mutex<String?>(nil)

    init(_ service: ServiceName, in installation: Installation) {
        self.service = service
        self.installation = installation
    }

    func get() throws(APIError) -> String {
        if let address = known.withLock({ $0 }) { return address }
        guard let file = installation.runFile(of: service) else {
            throw .unreachable(service, "it does not run on \(installation.path); start it with docket up")
        }
        known.withLock { $0 = file.address }
        return file.address
    }

    func forget() { known.withLock { $0 = nil } }
}
