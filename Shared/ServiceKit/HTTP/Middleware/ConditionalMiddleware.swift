import Foundation
import HTTPTypes
import Hummingbird

/// Answers 304 to a reader who has the version already: `If-None-Match` with the entity tag of an earlier answer (RFC 9110, section 13.1.2).
/// And says of every answer what caches and browsers may do with it.
struct ConditionalMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let tag = response.headers[.eTag]
        // What has a version may be kept, and is asked for before it is shown again; the rest is of this moment only.
        if response.headers[.cacheControl] == nil {
            response.headers[.cacheControl] = tag == nil ? "no-store" : "private, no-cache"
        }
        let known = request.headers[values: .ifNoneMatch].joined(separator: ",")
        guard let tag, response.status == .ok, [.get, .head].contains(request.method), Self.matches(known, tag) else {
            return response
        }
        return Response(status: .notModified, headers: [.eTag: tag, .cacheControl: "private, no-cache"])
    }

    /// Tags are compared weakly: `W/"3"` is `"3"`.
    private static func matches(_ list: String, _ tag: String) -> Bool {
        let tags = list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return tags.contains("*") || tags.contains(tag) || tags.contains("W/" + tag)
    }
}
