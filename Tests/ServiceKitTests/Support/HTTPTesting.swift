import CompactJSON
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ServiceKit
import Testing

/// A server as a service would build it, on any free port.
func server(
    apiToken: String? = nil,
    allowedHosts: [String] = [],
    registry: PrometheusRegistry = PrometheusRegistry(),
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    limits: ConnectionLimits = ConnectionLimits(),
    routes: (ServiceRouter) throws -> Void = { _ in },
    readiness: @escaping Readiness = { [] },
    onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
) throws -> HTTPServer {
    let configuration = ServiceConfiguration(
        service: "stock", dataDirectory: "/nowhere", apiToken: apiToken.flatMap { APIToken($0) }, allowedHosts: allowedHosts)
    return try buildHTTPServer(
        configuration: configuration, registry: registry, logger: logger, limits: limits, readiness: readiness,
        makeID: { "made" },
        onServerRunning: onServerRunning, routes: routes)
}

/// What RFC 9457 and the correlation id make of an error.
struct ProblemBody: Decodable {
    var type: String
    var title: String
    var status: Int
    var detail: String?
    var instance: String
    var correlationId: String
}

extension TestResponse {
    var text: String { String(buffer: body) }

    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try MessageCoding.decode(type, from: Data(body.readableBytesView))
    }

    /// The problem in this answer, after checking that it is one in every respect.
    func problem(at location: SourceLocation = #_sourceLocation) throws -> ProblemBody {
        #expect(headers[.contentType] == "application/problem+json", sourceLocation: location)
        let problem = try json(ProblemBody.self)
        #expect(problem.status == status.code, sourceLocation: location)
        #expect(problem.correlationId == headers[.correlationID], sourceLocation: location)
        return problem
    }
}

extension TestClientProtocol {
    func get(_ uri: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await executeRequest(uri: uri, method: .get, headers: headers, body: nil)
    }

    func post(
        _ uri: String, _ body: String, contentType: String? = "application/json", headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = contentType
        return try await executeRequest(uri: uri, method: .post, headers: headers, body: ByteBuffer(string: body))
    }
}
