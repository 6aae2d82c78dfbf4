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
        guard let tag, response.status == .ok, [.get, .head].contains(request.method),
            let known = request.headers[values: .ifNoneMatch].first.map({ _ in
                request.headers[values: .ifNoneMatch].joined(separator: ",")
            }), Self.matches(known, tag)
        else { return response }
        return Response(
            status: .notModified, headers: [.eTag: tag, .cacheControl: response.headers[.cacheControl] ?? "no-cache"])
    }

    /// Tags are compared weakly: `W/"3"` is `"3"`.
    private static func matches(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").map { $0.trimming(" ") }.contains {
            $0 == "*" || $0.droppingPrefix("W/") == tag.droppingPrefix("W/")
        }
    }
}

extension StringProtocol {
    fileprivate func trimming(_ character: Character) -> String {
        String(drop { $0 == character }.reversed().drop { $0 == character }.reversed())
    }

    fileprivate func droppingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : String(self)
    }
}
