package import Decisions
import EventSourcing
import FulfilmentSupport
public import ServiceKit

/// Puts Orders together: what it handles, what it keeps, what it answers over HTTP. Programs and tests call this same function.
public func buildOrders(_ configuration: ServiceConfiguration) -> ServiceBlueprint {
    let handler = OrdersHandler(timeouts: configuration.timeouts)
    let views = OrderViews()
    return ServiceBlueprint(
        handler: handler,
        createTables: OrdersTables.create, laterChanges: [OrdersTables.createOrderList], gauges: views.gauges,
        check: RegisteredSchemas.check,
        routes: { router, access in
            OrdersRoutes(access: access, calls: OrdersCalls(handler: handler)).add(to: router)
            OrdersQueries(access: access).add(to: router)
            ProjectionQueries(access: access, views: views).add(to: router)
            PaymentDetailsRoute(access: access).add(to: router)
        },
        loops: { access in
            let projections = try views.projections(access)
            return [BackgroundLoop(name: "projections") { try projections.advance() }]
        })
}

/// What customers may ask of Orders, for callers without HTTP.
package func ordersCalls(timeouts: TimeoutPolicy) -> OrdersCalls { OrdersCalls(handler: OrdersHandler(timeouts: timeouts)) }
