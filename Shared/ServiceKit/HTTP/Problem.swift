public import HTTPTypes

/// What went wrong with a request, sent to the caller as `application/problem+json` (RFC 9457).
///
/// Throw it from a handler. Everything in it is shown, so it must say nothing about the inside of the service.
public struct Problem: Error, Sendable, CustomStringConvertible {
    /// Classes of problems, each with a type that programs can tell apart and people can open: `/problems/conflict`.
    public enum Kind: String, Sendable, CaseIterable {
        /// No JSON, or not of the form the endpoint takes.
        case malformedRequest = "malformed-request"
        case unauthorized
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case conflict
        /// `If-Match` named a version that is no longer the last.
        case preconditionFailed = "precondition-failed"
        case tooLarge = "too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case misdirectedRequest = "misdirected-request"
        /// Well formed, but a value makes no sense.
        case invalidRequest = "invalid-request"
        /// The `Idempotency-Key` came with another request before.
        case idempotencyKeyReused = "idempotency-key-reused"
        /// A method, or an encoding of the body, that this server does not have at all.
        case notImplemented = "not-implemented"
        case internalError = "internal-error"
        /// What is stored of the thing that was asked for is damaged. All else is served.
        case damaged
        /// Passing: the same request may succeed later.
        case unavailable
    }

    /// HTTP's.
    public var status: HTTPResponse.Status
    /// `nil` for a status that has no class of its own (`about:blank`).
    public var kind: Kind?
    /// The same for every problem of the kind.
    public var title: String
    /// What to do about it, for this request.
    public var detail: String?
    /// Beside those for the content, such as `retry-after`.
    public var headers: HTTPFields

    public init(_ kind: Kind, _ detail: String, headers: HTTPFields = [:]) {
        self.status = kind.status
        self.kind = kind
        self.title = kind.title
        self.detail = detail
        self.headers = headers
    }

    /// A problem that says no more than its status.
    init(status: HTTPResponse.Status, detail: String? = nil, headers: HTTPFields = [:]) {
        self.status = status
        kind = Kind.allCases.first { $0.status == status }
        title = kind?.title ?? status.reasonPhrase
        self.detail = detail
        self.headers = headers
    }

    var type: String { kind?.page ?? "about:blank" }

    public var description: String { "\(status.code) \(title)\(detail.map { ": \($0)" } ?? "")" }
}

extension Problem.Kind {
    var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest: .badRequest
        case .unauthorized: .unauthorized
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .conflict: .conflict
        case .preconditionFailed: .preconditionFailed
        case .tooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .misdirectedRequest: .misdirectedRequest
        case .invalidRequest, .idempotencyKeyReused: .unprocessableContent
        case .notImplemented: .notImplemented
        case .internalError, .damaged: .internalServerError
        case .unavailable: .serviceUnavailable
        }
    }

    var title: String {
        switch self {
        case .malformedRequest: "The request is malformed"
        case .unauthorized: "The API token is missing or wrong"
        case .notFound: "There is no such thing"
        case .methodNotAllowed: "The method is not allowed here"
        case .conflict: "The current state does not allow this"
        case .preconditionFailed: "It has changed since you looked"
        case .tooLarge: "The request is too large"
        case .unsupportedMediaType: "The content type is not supported"
        case .misdirectedRequest: "This server does not go by that name"
        case .invalidRequest: "The request cannot be carried out as it stands"
        case .idempotencyKeyReused: "The Idempotency-Key belongs to another request"
        case .notImplemented: "This server cannot do that"
        case .internalError: "Something went wrong in the service"
        case .damaged: "What is stored of this is damaged"
        case .unavailable: "The service cannot do this just now"
        }
    }
}
