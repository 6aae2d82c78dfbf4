import CompactJSON
import Contracts
import DocketCommandLine
package import DocketInstallation
package import Foundation
import NIOCore
package import NIOHTTP1
import PlainHTTP

/// Calls one service over HTTP and reads its JSON. The typed calls of each service are extensions of this.
package struct ServiceClient: Sendable {
    package let service: ServiceName
    private let address: ServiceAddress
    private let timeout: TimeAmount
    /// A page of a list is far smaller.
    private static let largestAnswer = 64 << 20

    /// The token of `DOCKET_API_TOKEN`, which the services were started with.
    private let token: String?

    package init(_ service: ServiceName, in installation: Installation, timeout: Duration = .seconds(10)) {
        self.service = service
        address = ServiceAddress(service, in: installation)
        self.timeout = .nanoseconds(Int64(timeout.seconds * 1e9))
        token = ProcessInfo.processInfo.environment["DOCKET_API_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Throws: ``APIError``.
    package func get<Answer: Decodable>(_ path: String, as type: Answer.Type = Answer.self) async throws(APIError) -> Answer {
        try decode(await send(.GET, path, body: nil, labels: RequestLabels()))
    }

    /// - Throws: ``APIError``.
    package func send<Answer: Decodable>(
        _ method: HTTPMethod, _ path: String, _ body: some Encodable, labels: RequestLabels, as type: Answer.Type = Answer.self
    ) async throws(APIError) -> Answer {
        try await sendOnce(method, path, body, labels: labels).answer
    }

    /// The answer, and whether the service had given it before under the same key.
    package func sendOnce<Answer: Decodable>(
        _ method: HTTPMethod, _ path: String, _ body: some Encodable, labels: RequestLabels, as type: Answer.Type = Answer.self
    ) async throws(APIError) -> (answer: Answer, isReplay: Bool) {
        let data: Data
        do {
            data = try MessageCoding.encode(body)
        } catch {
            throw .unreadable(service, "the request cannot be encoded: \(error)")
        }
        let reply = try await reply(method, path, body: data, labels: labels)
        return (try decode(Data(reply.body.readableBytesView)), reply.headers.first(name: "idempotent-replayed") == "true")
    }

    /// The body of an answer with a status of 200 to 299.
    package func send(_ method: HTTPMethod, _ path: String, body: Data?, labels: RequestLabels) async throws(APIError) -> Data {
        Data(try await reply(method, path, body: body, labels: labels).body.readableBytesView)
    }

    private func reply(
        _ method: HTTPMethod, _ path: String, body: Data?, labels: RequestLabels
    ) async throws(APIError) -> PlainReply {
        var request = PlainRequest(method, try address.get(), path, answerLimit: Self.largestAnswer)
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        if let key = labels.idempotencyKey { request.headers.add(name: "idempotency-key", value: key) }
        if let correlation = labels.correlationID { request.headers.add(name: "x-correlation-id", value: correlation) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = ByteBuffer(bytes: body)
        }
        let reply: PlainReply
        do {
            reply = try await PlainHTTP.shared.send(request, timeout: timeout)
        } catch {
            address.forget()
            throw .unreachable(service, "\(error)")
        }
        guard (200..<300).contains(reply.status) else {
            throw .problem(service, ServiceProblem(status: reply.status, body: Data(reply.body.readableBytesView)))
        }
        return reply
    }

    private func decode<Answer: Decodable>(_ data: Data) throws(APIError) -> Answer {
        do {
            return try MessageCoding.decode(Answer.self, from: data)
        } catch {
            throw .unreadable(service, "\(error)")
        }
    }
}

/// What a request carries beside its body.
package struct RequestLabels: Sendable {
    /// The same key for the same intent: a repeat gets the first answer and does nothing.
    package var idempotencyKey: String?
    /// Found again on every message, log line and span that follows.
    package var correlationID: String?

    package init(idempotencyKey: String? = nil, correlationID: String? = nil) {
        self.idempotencyKey = idempotencyKey
        self.correlationID = correlationID
    }
}

/// The body of a request that says everything in its path.
struct EmptyBody: Encodable {}
