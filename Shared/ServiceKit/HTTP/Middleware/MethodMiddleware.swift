import HTTPTypes
import Hummingbird

/// Answers 501 to a method that no endpoint has (RFC 9110, section 9.1).
struct MethodMiddleware: RouterMiddleware {
    static let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]

    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        guard Self.known.contains(request.method) else {
            throw Problem(.notImplemented, "no endpoint here has the method \(request.method.rawValue)")
        }
        return try await next(request, context)
    }
}
