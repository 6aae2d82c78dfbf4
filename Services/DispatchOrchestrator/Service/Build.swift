import FulfilmentSupport
public import ServiceKit

/// Puts the orchestrator together: what it handles, what it keeps, what it answers over HTTP. Programs and tests call this same
/// function.
public func buildDispatchOrchestrator(_ configuration: ServiceConfiguration) -> ServiceBlueprint {
    let handler = DispatchHandler(timeouts: configuration.timeouts)
    return ServiceBlueprint(
        handler: handler,
        createTables: DispatchTables.create,
        gauges: [
            DatabaseGauge(
                name: "sagas_needing_attention", help: "Sagas whose compensation fails and that wait for a person",
                value: DispatchTables.countOfAttention)
        ],
        check: RegisteredSchemas.check, details: { OrdersCaller($0, registry: $1) },
        routes: { router, access in
            DispatchRoutes(access: access).add(to: router)
            ByHandRoutes(access: access, handler: handler).add(to: router)
        })
}
