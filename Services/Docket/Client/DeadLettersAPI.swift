package import CompactJSON
package import Contracts
package import Decisions
import NIOHTTP1
package import ServiceKit

/// Which dead letters to ask a service for.
package struct DeadLetterQuery: Sendable, Hashable {
    package var state: String?
    package var reason: String?
    package var type: String?
    package var order: OrderID?
    package var after: Int64?
    package var limit: Int?

    package init() {}

    package var path: String {
        let parameters: [(String, String?)] = [
            ("state", state), ("reason", reason), ("type", type), ("subject", order?.stream),
            ("after", after.map(String.init)), ("limit", limit.map(String.init)),
        ]
        let given = parameters.compactMap { name, value in value.map { "\(name)=\($0.pathComponent)" } }
        return "/dead-letters" + (given.isEmpty ? "" : "?" + given.joined(separator: "&"))
    }
}

/// Who does something by hand, and why.
package struct SignedBody: Encodable, Sendable {
    package var by: String
    package var why: String

    package init(by: String, why: String) {
        self.by = by
        self.why = why
    }
}

extension ServiceClient {
    /// `GET /dead-letters`.
    package func deadLetters(_ query: DeadLetterQuery = DeadLetterQuery()) async throws(APIError) -> DeadLetterList {
        try await get(query.path)
    }

    /// `GET /dead-letters/{position}`; status 404 if this service has no such letter.
    package func deadLetter(_ position: Int64) async throws(APIError) -> DeadLetterView {
        try await get("/dead-letters/\(position)")
    }

    /// `POST /dead-letters/{position}/retry`.
    @discardableResult
    package func retryDeadLetter(_ position: Int64, _ body: SignedBody) async throws(APIError) -> DeadLetterView {
        try await send(.POST, "/dead-letters/\(position)/retry", body, labels: RequestLabels())
    }

    /// `POST /dead-letters/retry`: the oldest with this reason.
    package func retryDeadLetters(reason: String, _ body: SignedBody) async throws(APIError) -> DeadLetterList {
        struct Body: Encodable { var reason, by, why: String }
        return try await send(
            .POST, "/dead-letters/retry", Body(reason: reason, by: body.by, why: body.why), labels: RequestLabels())
    }

    /// `POST /dead-letters/{position}/edit`.
    @discardableResult
    package func editDeadLetter(
        _ position: Int64, data: JSONValue, schemaVersion: Int? = nil, mode: CoordinationMode? = nil, _ body: SignedBody
    ) async throws(APIError) -> DeadLetterView {
        struct Body: Encodable {
            var data: JSONValue
            var schemaVersion: Int?
            var mode: CoordinationMode?
            var by, why: String
        }
        let edit = Body(data: data, schemaVersion: schemaVersion, mode: mode, by: body.by, why: body.why)
        return try await send(.POST, "/dead-letters/\(position)/edit", edit, labels: RequestLabels())
    }

    /// `POST /dead-letters/{position}/discard`.
    @discardableResult
    package func discardDeadLetter(_ position: Int64, _ body: SignedBody) async throws(APIError) -> DeadLetterView {
        try await send(.POST, "/dead-letters/\(position)/discard", body, labels: RequestLabels())
    }
}
