import FulfilmentSupport
public import ServiceKit

/// Puts Stock together: what it handles, what it keeps, what it answers over HTTP. Programs and tests call this same function.
public func buildStock(_ configuration: ServiceConfiguration) -> ServiceBlueprint {
    ServiceBlueprint(
        handler: StockHandler(),
        createTables: StockTables.create,
        check: RegisteredSchemas.check, details: { OrdersCaller($0, registry: $1) },
        routes: { router, access in StockRoutes(access: access).add(to: router) })
}
