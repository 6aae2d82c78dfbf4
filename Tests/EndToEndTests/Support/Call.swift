@testable import DocketCommandLine
import Foundation
import NIOCore
import NIOHTTP1
import PlainHTTP

/// One request as it goes over the wire, well formed or not, and what came back.
struct Call: Sendable {
    var method: HTTPMethod
    var path: String
    var headers: [String: String] = ["content-type": "application/json"]
    var body: Data?

    init(_ method: HTTPMethod, _ path: String, headers: [String: String] = [:]) {
        self.method = method
        self.path = path
        self.headers.merge(headers) { $1 }
    }

    /// Posts a body.
    init(_ path: String, _ body: String, headers: [String: String] = [:]) {
        self.init(.POST, path, headers: headers)
        self.body = Data(body.utf8)
    }

    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
        var contentType: String? { headers["content-type"] }

        func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: body)
        }
    }

    /// - Parameter address: where the service listens, such as `http://127.0.0.1:8101`.
    func send(to address: String) async throws -> Answer {
        var request = PlainRequest(method, try HTTPAddress(address), path, answerLimit: 8 << 20)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = ByteBuffer(bytes: body) }
        let reply = try await PlainHTTP.shared.send(request, timeout: .seconds(60))
        let fields = reply.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: reply.status, headers: Dictionary(fields) { first, _ in first },
            body: Data(reply.body.readableBytesView))
    }
}

/// Problem details as every service answers them (RFC 9457).
struct ProblemBody: Decodable {
    var title: String
    var status: Int
    var detail: String?
    var correlationId: String
}
