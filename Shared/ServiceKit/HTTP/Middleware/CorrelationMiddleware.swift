import EventBus
import HTTPTypes
import Hummingbird
import Logging
import Messaging

/// Gives each request its correlation id and its place in a trace, and every answer the correlation id.
struct CorrelationMiddleware: RouterMiddleware {
    let makeID: @Sendable () -> String

    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        // What a caller sends lands in logs, messages and headers, so anything unusual is replaced, not cleaned.
        let given = request.headers[.correlationID].flatMap { $0.isVisibleASCII(count: 1...128) ? $0 : nil }
        let id = given ?? makeID()
        context.correlationID = id
        context.logger[metadataKey: LogKeys.correlationID] = .string(id)
        if let caller = request.headers[.traceParent].flatMap(TraceParent.init) {
            var random = SystemRandomNumberGenerator()
            context.traceParent = caller.child(using: &random)
        }
        var response = try await next(request, context)
        response.headers[.correlationID] = id
        response.headers[.contentTypeOptions] = "nosniff"
        return response
    }
}
