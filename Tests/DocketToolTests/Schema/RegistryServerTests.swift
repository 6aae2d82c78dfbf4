import DocketSchema
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SchemaRegistry
import ServiceKit
import Testing

/// The registry as a client of Confluent's sees it: its paths, media types, statuses and codes.
@Suite struct RegistryServerTests {
    private static let type = "application/vnd.schemaregistry.v1+json"
    private static let schema =
        #"{"schemaType":"JSON","schema":"{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}"}"#
    private static let narrower =
        #"{"schemaType":"JSON","schema":"{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}"}"#

    private func serving(
        _ store: RegistryStore? = nil, _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let store = try store ?? RegistryStore(SchemaRegistry())
        let server = buildHTTPServer(
            configuration: ServiceConfiguration(service: "schema-registry", dataDirectory: "/nowhere"),
            registry: PrometheusRegistry(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, readiness: { [] },
            refusesUnknownQueries: false, routes: RegistryRoutes(store: store).add)
        try await server.test(.router, body)
    }

    private struct Call: Sendable {
        var method: HTTPRequest.Method
        var path: String
        var body: String?
        var status: Int
        var answer: String
    }

    private func play(_ calls: [Call], on client: any TestClientProtocol) async throws {
        for call in calls {
            let response = try await client.execute(
                uri: call.path, method: call.method, headers: call.body == nil ? [:] : [.contentType: Self.type],
                body: call.body.map { ByteBuffer(string: $0) })
            #expect(response.headers[.contentType] == Self.type, "\(call.method) \(call.path)")
            #expect(response.status.code == call.status, "\(call.method) \(call.path)")
            #expect(
                String(buffer: response.body).contains(call.answer),
                "\(call.method) \(call.path): \(String(buffer: response.body))")
        }
    }

    @Test func `register, look up, read and delete`() async throws {
        try await serving { client in
            try await play(
                [
                    Call(method: .get, path: "/subjects", status: 200, answer: "[]"),
                    Call(method: .get, path: "/schemas/types", status: 200, answer: #"["JSON"]"#),
                    Call(method: .post, path: "/subjects/a%20b/versions", body: Self.schema, status: 200, answer: #"{"id":1}"#),
                    Call(
                        method: .post, path: "/subjects/a%20b/versions?normalize=False", body: Self.schema, status: 200,
                        answer: #"{"id":1}"#),
                    Call(method: .get, path: "/subjects", status: 200, answer: #"["a b"]"#),
                    Call(method: .get, path: "/subjects/a%20b/versions", status: 200, answer: "[1]"),
                    Call(method: .get, path: "/subjects/a%20b/versions/latest", status: 200, answer: #""version":1"#),
                    Call(method: .get, path: "/schemas/ids/1", status: 200, answer: #""schemaType":"JSON""#),
                    Call(
                        method: .get, path: "/schemas/ids/1/versions", status: 200, answer: #"[{"subject":"a b","version":1}]"#),
                    Call(method: .post, path: "/subjects/a%20b", body: Self.schema, status: 200, answer: #""id":1"#),
                    Call(method: .delete, path: "/subjects/a%20b/versions/1", status: 200, answer: "1"),
                    Call(method: .delete, path: "/subjects/a%20b?permanent=true", status: 200, answer: "[1]"),
                ], on: client)
        }
    }

    @Test func `errors have Confluent's codes`() async throws {
        try await serving { client in
            try await play(
                [
                    Call(method: .get, path: "/subjects/no/versions", status: 404, answer: #""error_code":40401"#),
                    Call(method: .get, path: "/schemas/ids/9", status: 404, answer: #""error_code":40403"#),
                    Call(method: .post, path: "/subjects/a/versions", body: Self.schema, status: 200, answer: #"{"id":1}"#),
                    Call(method: .get, path: "/subjects/a/versions/2", status: 404, answer: #""error_code":40402"#),
                    Call(method: .get, path: "/subjects/a/versions/none", status: 422, answer: #""error_code":42202"#),
                    Call(method: .post, path: "/subjects/a", body: Self.narrower, status: 404, answer: #""error_code":40403"#),
                    Call(
                        method: .post, path: "/subjects/a/versions", body: Self.narrower, status: 409,
                        answer: "REQUIRED_ATTRIBUTE_ADDED at #"),
                    Call(
                        method: .post, path: "/subjects/b/versions", body: #"{"schema":"\"string\""}"#, status: 422,
                        answer: #""error_code":42201"#),
                    Call(
                        method: .post, path: "/subjects/b/versions", body: #"{"schemaType":"JSON","schema":"{\"type\":7}"}"#,
                        status: 422, answer: #""error_code":42201"#),
                    Call(
                        method: .put, path: "/config", body: #"{"compatibility":"SIDEWAYS"}"#, status: 422,
                        answer: #""error_code":42203"#),
                    Call(method: .get, path: "/config/a", status: 404, answer: #""error_code":40408"#),
                    Call(
                        method: .delete, path: "/subjects/a/versions/1?permanent=true", status: 404,
                        answer: #""error_code":40407"#),
                    Call(method: .post, path: "/subjects/a/versions", body: "{", status: 400, answer: #""error_code":400"#),
                    Call(method: .get, path: "/nowhere", status: 404, answer: #""error_code":404"#),
                ], on: client)
        }
    }

    @Test func `levels and compatibility`() async throws {
        try await serving { client in
            try await play(
                [
                    Call(method: .get, path: "/config", status: 200, answer: #"{"compatibilityLevel":"BACKWARD"}"#),
                    Call(
                        method: .post, path: "/compatibility/subjects/a/versions/latest", body: Self.schema, status: 200,
                        answer: #"{"is_compatible":true}"#),
                    Call(method: .post, path: "/subjects/a/versions", body: Self.schema, status: 200, answer: #"{"id":1}"#),
                    Call(
                        method: .post, path: "/compatibility/subjects/a/versions/1?verbose=true", body: Self.narrower,
                        status: 200,
                        answer: #"{"is_compatible":false,"messages":["REQUIRED_ATTRIBUTE_ADDED"#),
                    Call(
                        method: .post, path: "/compatibility/subjects/a/versions/5", body: Self.schema, status: 404,
                        answer: #""error_code":40402"#),
                    Call(
                        method: .put, path: "/config/a", body: #"{"compatibility":"FORWARD"}"#, status: 200,
                        answer: #"{"compatibility":"FORWARD"}"#),
                    Call(method: .get, path: "/config/a", status: 200, answer: #"{"compatibilityLevel":"FORWARD"}"#),
                    Call(
                        method: .post, path: "/compatibility/subjects/a/versions", body: Self.narrower, status: 200,
                        answer: #"{"is_compatible":true}"#),
                    Call(method: .get, path: "/mode", status: 200, answer: #"{"mode":"READWRITE"}"#),
                ], on: client)
        }
    }

    @Test func `what was registered is in the file before it is answered`() async throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "registry.json")
        try await serving(RegistryStore(SchemaRegistry(), file: file)) { client in
            try await play(
                [Call(method: .post, path: "/subjects/a/versions", body: Self.schema, status: 200, answer: #"{"id":1}"#)],
                on: client)
            #expect(try RegistryRecord.read(Data(contentsOf: file)).names() == ["a"])
        }
        try await serving(RegistryStore(SchemaRegistry(), file: file)) { client in
            try await play([Call(method: .get, path: "/subjects", status: 200, answer: #"["a"]"#)], on: client)
        }
    }

    @Test func `a content type that no client of a registry sends is refused`() async throws {
        try await serving { client in
            let response = try await client.execute(
                uri: "/subjects/a/versions", method: .post, headers: [.contentType: "text/plain"],
                body: ByteBuffer(string: Self.schema))
            #expect(response.status.code == 415)
        }
    }
}
