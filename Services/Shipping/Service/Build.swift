import FulfilmentSupport
public import ServiceKit

/// Puts Shipping together: what it handles, what it keeps, what it answers over HTTP. Programs and tests call this same function.
public func buildShipping(_ configuration: ServiceConfiguration) -> ServiceBlueprint {
    ServiceBlueprint(
        handler: ShippingHandler(),
        createTables: ShippingTables.create,
        check: RegisteredSchemas.check, details: { OrdersCaller($0, registry: $1) },
        routes: { router, access in ShippingRoutes(access: access).add(to: router) })
}
