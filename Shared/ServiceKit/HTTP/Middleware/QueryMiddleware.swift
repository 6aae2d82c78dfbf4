import HTTPTypes
import Hummingbird
import Synchronization

/// Refuses query parameters that nobody asks for: who asks `?as-of=` where it is called `asOf` would take today's state for that of the day.
///
/// What an endpoint takes is what it asks the request for (``Hummingbird/Request/query(_:)``). Only requests that change nothing have parameters,
/// so it is early enough to compare when the answer is there.
struct QueryMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        let given = Set(request.uri.queryParameters.map { String($0.key) })
        guard !given.isEmpty else { return try await next(request, context) }
        guard [.get, .head, .options].contains(request.method) else {
            throw Problem(.malformedRequest, "\(request.method.rawValue) takes no query parameters here")
        }
        let asked = AskedParameters()
        let response = try await AskedParameters.$current.withValue(asked) { try await next(request, context) }
        let known = asked.names.withLock { $0 }
        guard let unknown = given.subtracting(known).min() else { return response }
        let list = known.isEmpty ? "none is taken" : "known are \(known.sorted().joined(separator: ", "))"
        throw Problem(.malformedRequest, "there is no query parameter '\(unknown)' here; \(list)")
    }
}

/// The names that the handler of a request has asked for.
final class AskedParameters: Sendable {
    @TaskLocal static var current: AskedParameters?
    let names = Mutex<Set<String>>([])
}
