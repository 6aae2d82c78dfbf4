import HTTPTypes
import Hummingbird
import NIOCore

extension ServiceRouter {
    /// `/problems/{kind}`: what a problem's `type` leads to, for the person who follows it. Open to all, as the problem itself is.
    func addProblemPages() {
        get("problems") { _, _ in ProblemPage.response("Problems", ProblemPage.list) }
        get("problems/{kind}") { _, context in
            guard let kind = context.parameters.get("kind").flatMap(Problem.Kind.init) else {
                throw Problem(.notFound, "no problem is called that; GET /problems lists them")
            }
            return ProblemPage.response(kind.title, ProblemPage.body(kind))
        }
    }
}

private enum ProblemPage {
    static var list: String {
        let rows = Problem.Kind.allCases.map { "<li><a href=\"\($0.page)\">\($0.title)</a> (\($0.status.code))</li>" }
        return "<ul>\n\(rows.joined(separator: "\n"))\n</ul>"
    }

    static func body(_ kind: Problem.Kind) -> String {
        """
        <p>Status <strong>\(kind.status.code)</strong>, type <code>\(kind.page)</code></p>
        <p>\(kind.meaning)</p>
        <p>The answer's <code>detail</code> says what it was in this case, and its <code>correlationId</code> finds it in the log.
        <a href="/problems">All problems</a></p>
        """
    }

    static func response(_ title: String, _ body: String) -> Response {
        let page = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>\(title)</title>
            <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
            <h1>\(title)</h1>
            \(body)
            </html>

            """
        return Response(
            status: .ok,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "max-age=3600"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }
}

extension Problem.Kind {
    /// Where its page is, on the server that reports it (RFC 9457, section 3.1.1: a reference relative to the answer's own address).
    var page: String { "/problems/\(rawValue)" }

    /// When it comes, and what to do.
    var meaning: String {
        switch self {
        case .malformedRequest:
            "The request could not be read: it is not valid HTTP or JSON, has a field or a parameter that is not known here, or lacks one. "
                + "Nothing was done. Mend the request; sending it again as it is gives the same answer."
        case .unauthorized:
            "Everything but the health checks asks for the token that the service was started with: "
                + "<code>Authorization: Bearer TOKEN</code>."
        case .notFound: "There is nothing at this address, or nothing with this number, yet."
        case .methodNotAllowed:
            "The address exists and does not take this method. The header <code>Allow</code> lists those that it takes."
        case .conflict:
            "The request is right and comes at the wrong time, such as a change to what has ended. "
                + "Read the current state and decide again."
        case .preconditionFailed:
            "<code>If-Match</code> names a version that is no longer the last: somebody else was first. Nothing was done. "
                + "Read again, and decide on what is there now."
        case .tooLarge: "The body is larger than this endpoint takes. Send less at a time."
        case .unsupportedMediaType:
            "The body is sent as something that is not read here, or compressed. Send plain <code>application/json</code>."
        case .misdirectedRequest:
            "The request was sent to a name that is not this server's. A page in a browser that plays with names would do that. "
                + "Use a name that the service knows, or add one with <code>--allowed-hosts</code>."
        case .invalidRequest:
            "The request can be read, and a value in it makes no sense here. Nothing was done. Correct the value."
        case .idempotencyKeyReused:
            "The same <code>Idempotency-Key</code> came with another request before. Nothing was done now. "
                + "A new request needs a new key; the repeat of an old one must be the same in every field."
        case .notImplemented: "No endpoint of this server has this method, or it does not read bodies in this encoding."
        case .internalError:
            "A fault of ours. It was logged under the correlation id of the answer. The same request may succeed later."
        case .damaged:
            "What is stored of the thing that was asked for is not as it was written, so it is not shown. "
                + "Everything else is. The row comes back from a backup, or from the log."
        case .unavailable:
            "The service cannot do this just now. Send the same request again, with the same <code>Idempotency-Key</code>, after the seconds in "
                + "<code>Retry-After</code>."
        }
    }
}
