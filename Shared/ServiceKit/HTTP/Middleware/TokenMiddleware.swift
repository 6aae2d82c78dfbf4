import HTTPTypes
import Hummingbird

/// Asks for the API token. Without a configured token everybody may come: the server then listens on loopback only.
struct TokenMiddleware: RouterMiddleware {
    let token: APIToken?

    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let token else { return try await next(request, context) }
        guard let shown = request.headers[.authorization].flatMap(Self.bearer) else {
            throw Problem(
                .unauthorized, "send the header Authorization: Bearer TOKEN", headers: [.wwwAuthenticate: "Bearer"])
        }
        // RFC 6750, section 3: a token that was sent and is not taken is another mistake than none.
        guard token.matches(shown) else {
            throw Problem(
                .unauthorized, "the token is not the one that this service was started with",
                headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""])
        }
        return try await next(request, context)
    }

    // The scheme is case-insensitive (RFC 9110 section 11.1).
    private static func bearer(_ header: String) -> Substring? {
        guard header.utf8.count > 7, header.prefix(7).lowercased() == "bearer " else { return nil }
        return header.dropFirst(7).drop { $0 == " " }
    }
}
