import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import ServiceKit
import Testing

@Suite struct AccessTests {
    @Test(arguments: [
        ("localhost", 200), ("localhost:8102", 200), ("127.0.0.1:1", 200), ("[::1]:8102", 200), ("LOCALHOST", 200),
        ("stock", 200), ("Stock:8102", 200), ("evil.example", 421), ("evil.example:8102", 421), ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421), ("10.0.0.1", 421), ("localhost:evil", 400), (":80", 400), ("[::1", 400), ("", 400),
        ("0.0.0.0", 421),
    ])
    func `a request for another host is refused`(host: String, status: Int) async throws {
        let app = try server(allowedHosts: ["stock"]) { router in router.get("it") { _, _ in "it" } }
        try await app.test(.live) { client in
            let port = try #require(client.port)
            try await TestClient.withClient(host: "localhost", port: port) { client in
                for path in ["/it", "/health/live", "/metrics"] {
                    let response = try await client.execute(TestClient.Request(path, method: .get, authority: host))
                    #expect(response.status.code == status)
                }
            }
        }
    }

    @Test func `a request without Host is refused`() async throws {
        try await server().test(.live) { client in
            let port = try #require(client.port)
            try await TestClient.withClient(host: "localhost", port: port) { client in
                let response = try await client.execute(TestClient.Request("/metrics", method: .get, authority: nil))
                #expect(response.status == .badRequest)
            }
        }
    }

    @Test func `a request with two hosts is refused`() async throws {
        try await server().test(.live) { client in
            let host = try #require(HTTPField.Name("Host"))
            let response = try await client.get("/metrics", headers: [host: "localhost"])
            #expect(response.status == .badRequest)
        }
    }

    @Test(arguments: [
        ("Bearer s3cret", 200), ("bearer s3cret", 200), ("Bearer   s3cret", 200), (nil, 401), ("s3cret", 401), ("Bearer", 401),
        ("Bearer ", 401), ("Bearer s3cre", 401), ("Bearer s3cret2", 401), ("Basic s3cret", 401),
    ])
    func `everything but health asks for the token`(header: String?, status: Int) async throws {
        let app = try server(apiToken: "s3cret") { router in router.get("it") { _, _ in "it" } }
        try await app.test(.router) { client in
            var headers = HTTPFields()
            headers[.authorization] = header
            for path in ["/it", "/metrics"] {
                let response = try await client.get(path, headers: headers)
                #expect(response.status.code == status)
                if status == 401 {
                    let isToken = header?.hasPrefix("Bearer s") == true
                    #expect(response.headers[.wwwAuthenticate] == (isToken ? "Bearer error=\"invalid_token\"" : "Bearer"))
                    #expect(try response.problem().type == "/problems/unauthorized")
                }
            }
            #expect(try await client.get("/health/live", headers: headers).status == .ok)
            #expect(try await client.get("/health/ready", headers: headers).status == .ok)
        }
    }

    @Test func `without the token no caller learns which paths there are`() async throws {
        let app = try server(apiToken: "s3cret") { router in router.get("it") { _, _ in "it" } }
        try await app.test(.router) { client in
            let unknownPath = try await client.get("/nothing")
            let wrongMethod = try await client.post("/it", "{}")
            #expect(unknownPath.status == .unauthorized)
            #expect(wrongMethod.status == .unauthorized)
        }
    }

    @Test func `headers beyond the limit are refused before anything runs`() async throws {
        let registry = PrometheusRegistry()
        let app = try server(registry: registry) { router in router.get("it") { _, _ in "it" } }
        try await app.test(.live) { client in
            let long = String(repeating: "x", count: 20_000)
            let response = try await client.get("/it", headers: [.correlationID: long])
            #expect(response.status == .badRequest)
            #expect(!registry.render().contains("http_requests_total"))
        }
    }
}
