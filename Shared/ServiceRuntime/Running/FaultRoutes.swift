import Hummingbird
import MessageProcessing

/// For demonstrations: the faults of a service, where they are switched on by its configuration.
struct FaultRoutes {
    let access: ServiceAccess
    let faults: Faults

    func add(to router: ServiceRouter) {
        guard access.configuration.faultsEnabled else { return }
        router.get("/faults") { _, _ in JSONResponse(faults.rules) }
        router.put("/faults", use: setFaults)
    }

    @Sendable private func setFaults(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<Faults.Rules> {
        faults.rules = try await request.decode(context: context)
        // What was held may leave now.
        access.calls.wake()
        return JSONResponse(faults.rules)
    }
}
