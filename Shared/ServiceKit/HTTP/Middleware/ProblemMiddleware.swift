import HTTPTypes
import Hummingbird
import Logging
import Messaging

/// Turns every error of what lies inside into a problem answer. The inside of the service is logged, never shown.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var problem = Problem(error)
            if problem.status.kind == .serverError, problem.status != .notImplemented {
                context.logger.error("request failed", error: error, metadata: metadata(request, context, problem))
            } else {
                context.logger.debug("request refused", error: error, metadata: metadata(request, context, problem))
            }
            if problem.status == .notFound && problem.detail == nil {
                problem.detail = "nothing is served at this path"
            }
            return problem.response(to: request, correlationID: context.correlationID)
        }
    }

    private func metadata(_ request: Request, _ context: ServiceRequestContext, _ problem: Problem) -> Logger.Metadata {
        [
            LogKeys.method: .string(request.method.rawValue),
            LogKeys.route: .string(context.endpointPath ?? ""),
            LogKeys.status: .stringConvertible(problem.status.code),
        ]
    }
}
