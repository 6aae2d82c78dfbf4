import CompactJSON
import HTTPTypes
import Hummingbird
import JSONSchema
import SchemaRegistry
import ServiceKit

/// Media types, errors and bodies as Confluent's Schema Registry has them.
enum Confluent {
    static let mediaType = "application/vnd.schemaregistry.v1+json"
    static let acceptedTypes: Set<String> = [
        mediaType, "application/vnd.schemaregistry+json", "application/json", "application/octet-stream",
    ]

    static func answer(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        let body = ByteBuffer(string: value.canonicalText)
        return Response(
            status: status, headers: [.contentType: mediaType, .contentLength: String(body.readableBytes)],
            body: ResponseBody(byteBuffer: body))
    }

    static func answer(_ error: ConfluentError) -> Response {
        answer(
            ["error_code": .integer(error.code), "message": .string(error.message)],
            status: HTTPResponse.Status(code: error.code > 999 ? error.code / 100 : error.code))
    }
}

/// An error as clients of Confluent's registry know it: the first three digits of the code are the status.
struct ConfluentError: Error, Equatable {
    var code: Int
    var message: String

    init(_ code: Int, _ message: String) {
        self.code = code
        self.message = message
    }

    /// `nil` for what is not shown outside.
    init?(_ error: any Error) {
        switch error {
        case let error as ConfluentError: self = error
        case let error as RegistryError: self.init(error.code, error.description)
        case is JSONSyntaxError: self.init(400, "the body is no JSON")
        case let error as Problem: self.init(error.status.code, error.detail ?? error.title)
        case let error as any HTTPResponseError:
            self.init(error.status.code, "HTTP \(error.status.code) \(error.status.reasonPhrase)")
        default: return nil
        }
    }

    static let invalidLevel = ConfluentError(
        42203,
        "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, "
            + "forward_transitive, and full_transitive")

    static func invalidVersion(_ text: String) -> ConfluentError {
        ConfluentError(
            42202,
            "The specified version '\(text)' is not a valid version id. Allowed values are between [1, 2^31-1] and the "
                + "string \"latest\"")
    }
}

extension RegistryError {
    fileprivate var code: Int {
        switch self {
        case .subjectNotFound: 40401
        case .versionNotFound: 40402
        case .schemaNotFound: 40403
        case .subjectDeleted: 40404
        case .subjectNotDeletedYet: 40405
        case .versionDeleted: 40406
        case .versionNotDeletedYet: 40407
        // Clients of every age know 409 itself; the message says why.
        case .incompatible: 409
        case .invalidSchema: 42201
        case .unreadable: 50001
        }
    }
}

/// Turns errors into Confluent's shape, those of unknown paths and methods too. What is no caller's fault goes on to the kit.
struct ConfluentErrors: RouterMiddleware {
    func handle(
        _ request: Request, context: ServiceRequestContext,
        next: @concurrent (Request, ServiceRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            guard let known = ConfluentError(error) else { throw error }
            let answer = Confluent.answer(known)
            return request.method == .head ? answer.createHeadResponse() : answer
        }
    }
}
