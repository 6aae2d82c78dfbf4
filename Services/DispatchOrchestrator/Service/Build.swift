public import ServiceRuntime

/// Puts the orchestrator together: what it handles, what it keeps, what it answers over HTTP. Programs and tests call this same
/// function.
public func buildDispatchOrchestrator(_ configuration: ServiceConfiguration) -> ServiceBlueprint {
    ServiceBlueprint(
        handler: DispatchHandler(patience: configuration.patience),
        createTables: DispatchTables.create,
        routes: { router, access in DispatchRoutes(access: access).add(to: router) })
}
