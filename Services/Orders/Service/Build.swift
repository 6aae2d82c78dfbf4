package import Decisions
import FulfilmentSupport
public import ServiceKit

/// Puts Orders together: what it handles, what it keeps, what it answers over HTTP. Programs and tests call this same function.
public func buildOrders(_ configuration: ServiceConfiguration) -> ServiceBlueprint {
    let handler = OrdersHandler(timeouts: configuration.timeouts)
    return ServiceBlueprint(
        handler: handler,
        createTables: OrdersTables.create, check: RegisteredSchemas.check,
        routes: { router, access in
            OrdersRoutes(access: access, calls: OrdersCalls(handler: handler)).add(to: router)
            OrdersQueries(access: access).add(to: router)
            PaymentDetailsRoute(access: access).add(to: router)
        })
}

/// What customers may ask of Orders, for callers without HTTP.
package func ordersCalls(timeouts: TimeoutPolicy) -> OrdersCalls { OrdersCalls(handler: OrdersHandler(timeouts: timeouts)) }
