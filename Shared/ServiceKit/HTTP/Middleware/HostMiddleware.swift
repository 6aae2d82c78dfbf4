import HTTPTypes
import Hummingbird

/// Refuses requests that were meant for another name.
///
/// A web page can point a name of its own at 127.0.0.1 and have a visitor's browser talk to this server (DNS rebinding). Such a
/// request still carries the page's name in `Host`.
struct HostMiddleware: RouterMiddleware {
    private let names: Set<String>

    init(configuration: ServiceConfiguration) {
        var names = Set(configuration.allowedHosts.map { Host.withoutBrackets($0.lowercased()) })
        names.insert(Host.withoutBrackets(configuration.advertisedHost.lowercased()))
        self.names = names
    }

    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.headers[.secondHost] == nil, let header = request.head.authority, let name = Host.name(inHeader: header)
        else {
            throw Problem(.malformedRequest, "the header Host must be there once and hold a name, with or without a port")
        }
        guard Host.isLoopback(name) || names.contains(name) else {
            throw Problem(.misdirectedRequest, "the host '\(name)' is not one of this server's names (allowed-hosts)")
        }
        return try await next(request, context)
    }
}
