public import Foundation
import HTTPTypes
public import Hummingbird
import HummingbirdCore
public import Logging
public import NIOCore

/// Limits on connections and headers. Smaller ones are for tests.
public struct ConnectionLimits: Sendable {
    /// Bytes of one header field, and of all of them.
    static let header = 16 * 1024
    static let headerFields = 100
    /// Connections open at once; more of them wait until one closes.
    static let connections = 1024
    /// Connections open at once before those that are idle for longest are closed for new ones.
    public var evictsIdleAbove = 1000
    /// How long a connection may be silent, between requests or within one.
    public var idle = TimeAmount.seconds(60)
    /// How long one request may take from its first byte to the last of its answer; then the connection is closed.
    public var exchange = TimeAmount.seconds(120)

    public init() {}
}

/// Puts the HTTP side of a service together. Programs and tests call this same function.
///
/// - Parameters:
///   - logger: its level decides whether requests are logged (`debug`) or only failures.
///   - readiness: what `/health/ready` shows.
///   - makeID: makes correlation ids, for a test that wants to know them.
///   - refusesUnknownQueries: whether a query parameter that no handler asks for is refused; not where the protocol is another's, whose clients
///     may send more than is known here.
///   - onServerRunning: called once with the port that was bound.
///   - openRoutes: adds routes that need no token, such as the files of a page, which a browser asks for without one.
///   - routes: adds the service's own routes. They are behind the token, and errors thrown in them become problem answers.
public func buildHTTPServer(
    configuration: ServiceConfiguration,
    registry: PrometheusRegistry,
    logger: Logger,
    limits: ConnectionLimits = ConnectionLimits(),
    readiness: @escaping Readiness,
    makeID: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() },
    refusesUnknownQueries: Bool = true,
    onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in },
    openRoutes: (ServiceRouter) -> Void = { _ in },
    routes: (ServiceRouter) throws -> Void
) rethrows -> HTTPServer {
    let router = ServiceRouter(context: ServiceRequestContext.self, options: [.autoGenerateHeadEndpoints])
    // Outermost first: every answer has a correlation id and is counted, also one that says no.
    router.add(middleware: CorrelationMiddleware(makeID: makeID))
    router.add(middleware: HTTPMetrics(registry: registry))
    router.add(middleware: ConditionalMiddleware())
    router.add(middleware: ProblemMiddleware())
    router.add(middleware: MethodMiddleware())
    router.add(middleware: HostMiddleware(configuration: configuration))
    router.addHealthRoutes(readiness: readiness)
    router.addProblemPages()
    openRoutes(router)
    // From here on behind the token: a middleware takes effect on routes that are added after it, and on unknown paths.
    router.add(middleware: TokenMiddleware(token: configuration.apiToken))
    router.addMetricsRoute(registry: registry)
    if refusesUnknownQueries { router.add(middleware: QueryMiddleware()) }
    try routes(router)
    router.addMethodNotAllowedRoutes()

    let connections = IdleConnections(limit: limits.evictsIdleAbove)
    return HTTPServer(
        application: Application(
            router: router,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        RequestGuard(exchangeLimit: limits.exchange, connections: connections, logger: logger)
                    ],
                    idleTimeout: limits.idle,
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: ConnectionLimits.header, maxHeaderListSize: ConnectionLimits.header,
                        maxHeaderFieldCount: ConnectionLimits.headerFields))),
            configuration: ApplicationConfiguration(
                address: .hostname(Host.withoutBrackets(configuration.host), port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(ConnectionLimits.connections)),
            onServerRunning: { channel in
                await onServerRunning(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger),
        address: "\(configuration.host):\(configuration.port)")
}

extension ServiceRouter {
    /// Answers OPTIONS with `Allow`, and every other method that a path does not have with 405. Call it after all routes.
    ///
    /// Hummingbird itself answers 404, as if the path did not exist.
    func addMethodNotAllowedRoutes() {
        for (path, routes) in Dictionary(grouping: routes, by: { $0.path.description }) {
            let own = Set(routes.map(\.method))
            // Hummingbird answers HEAD wherever there is a GET.
            let allowed = own.union(own.contains(.get) ? [.head, .options] : [.options])
            let allow = MethodMiddleware.known.filter(allowed.contains).map(\.rawValue).joined(separator: ", ")
            if !own.contains(.options) {
                on(RouterPath(path), method: .options) { _, _ in Response(status: .noContent, headers: [.allow: allow]) }
            }
            for method in MethodMiddleware.known where !allowed.contains(method) {
                on(RouterPath(path), method: method) { request, _ -> Response in
                    throw Problem(.methodNotAllowed, "\(request.uri.path) takes \(allow)", headers: [.allow: allow])
                }
            }
        }
    }
}
