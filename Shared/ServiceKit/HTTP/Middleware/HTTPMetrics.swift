import CoreMetrics
import HTTPTypes
import Hummingbird
import Logging
import Messaging
import Synchronization

/// Counts requests and measures how long they take, by method, route pattern and status.
///
/// The pattern (`/orders/{id}`), never the path, and known methods only: a caller must not be able to make series without end.
final class HTTPMetrics: RouterMiddleware {
    private struct Key: Hashable {
        var method: String
        var route: String
        var status: Int
    }

    private struct Handlers {
        var requests: any CounterHandler
        var duration: any TimerHandler
    }

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    private let registry: PrometheusRegistry
    private let handlers = Mutex<[Key: Handlers]>([:])

    init(registry: PrometheusRegistry) {
        self.registry = registry
        registry.describe("http_requests_total", "HTTP requests answered.")
        registry.describe("http_request_seconds", "Time from the head of a request to its answer.")
    }

    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let nanoseconds = (ContinuousClock.now - start).nanoseconds
        let key = Key(
            method: Self.methods.contains(request.method) ? request.method.rawValue : "other",
            route: context.endpointPath ?? "none", status: response.status.code)
        let handlers = handlers(for: key)
        handlers.requests.increment(by: 1)
        handlers.duration.recordNanoseconds(nanoseconds)
        context.logger.debug(
            "request answered",
            metadata: [
                LogKeys.method: .string(key.method), LogKeys.route: .string(key.route),
                LogKeys.status: .stringConvertible(key.status),
                LogKeys.milliseconds: .stringConvertible(nanoseconds / 1_000_000),
            ])
        return response
    }

    private func handlers(for key: Key) -> Handlers {
        handlers.withLock { known in
            if let handlers = known[key] { return handlers }
            let route = [("method", key.method), ("route", key.route)]
            let made = Handlers(
                requests: registry.makeCounter(
                    label: "http_requests_total", dimensions: route + [("status", String(key.status))]),
                duration: registry.makeTimer(label: "http_request_seconds", dimensions: route))
            known[key] = made
            return made
        }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
