import Hummingbird
import Messaging

/// For demonstrations: the faults of a service, where they are switched on by its configuration.
struct FaultRoutes {
    let access: ServiceAccess
    let faults: Faults
    /// The names of the messages that a rule may be about.
    let types: Set<String>

    func add(to router: ServiceRouter) {
        guard access.configuration.faultsEnabled else { return }
        router.get("/faults") { _, _ in JSONResponse(faults.rules) }
        router.put("/faults", use: setFaults)
    }

    @Sendable private func setFaults(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<Faults.Rules> {
        let rules: Faults.Rules = try await request.decode(context: context)
        if let unknown = rules.types.subtracting(types).min() {
            throw Problem(.invalidRequest, "no message is called '\(unknown)'")
        }
        faults.rules = rules
        // What was held may leave now.
        access.calls.wake()
        return JSONResponse(faults.rules)
    }
}
