public import ServiceRuntime

/// Puts Orders together: what it handles, what it keeps, what it answers over HTTP. Programs and tests call this same function.
public func buildOrders(_ configuration: ServiceConfiguration) -> ServiceBlueprint {
    let handler = OrdersHandler(patience: configuration.patience)
    return ServiceBlueprint(
        handler: handler,
        createTables: OrdersTables.create,
        routes: { router, access in
            OrdersRoutes(access: access, handler: handler).add(to: router)
            OrdersQueries(access: access).add(to: router)
        })
}
