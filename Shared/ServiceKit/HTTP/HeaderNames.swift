public import HTTPTypes

extension HTTPField.Name {
    /// Names one business action over all services. Given by the caller or made at the edge, returned always.
    public static let correlationID = named("x-correlation-id")
    /// Lets a caller repeat a request without doing the thing twice.
    public static let idempotencyKey = named("idempotency-key")
    /// `true` on the answer to a request that was answered before under the same `Idempotency-Key`, as Stripe's API has it.
    public static let idempotentReplayed = named("idempotent-replayed")
    /// The first `Host` of a request is its authority; it is among the headers only if it is there twice.
    static let secondHost = named("host")
    /// Other addresses that belong to an answer (RFC 8288).
    static let link = named("link")
    /// `nosniff`: a browser is not to guess (https://fetch.spec.whatwg.org/#x-content-type-options-header).
    static let contentTypeOptions = named("x-content-type-options")
    /// What a POST may be sent as; with 415 (https://www.w3.org/TR/ldp/#header-accept-post).
    static let acceptPost = named("accept-post")
    /// W3C Trace Context.
    public static let traceParent = named("traceparent")

    private static func named(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name("\(name)") else { preconditionFailure("'\(name)' is no header name") }
        return field
    }
}

extension StringProtocol {
    /// True for `range` characters from `!` to `~`: what may stand in a header, a log line and a URL without surprise.
    package func isVisibleASCII(count range: ClosedRange<Int>) -> Bool {
        range.contains(utf8.count) && utf8.allSatisfy(\.isVisibleASCII)
    }
}
