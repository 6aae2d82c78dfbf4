import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
@testable import ServiceKit
import Testing

/// HTTP to the letter: what a client may rely on at every endpoint.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ProtocolTests {
    private struct Note: Codable, Sendable { var text: String }
    private let note = "{\"text\":\"a\"}"

    private func app() throws -> HTTPServer {
        try server(
            routes: { router in
                router.get("things") { request, _ in try request.query("state") ?? "all" }
                router.get("page") { request, _ in
                    _ = try (request.query("state"), request.query("after"))
                    return JSONResponse(Note(text: "a"), headers: request.linkToNextPage(after: "½ b&c"))
                }
                router.get("things/{id}") { _, _ in JSONResponse(Note(text: "a"), headers: [.eTag: "\"3\""]) }
                router.post("things") { request, context in
                    JSONResponse(try await request.decode(Note.self, context: context))
                }
                router.post("things/{id}") { request, context in
                    _ = try request.expectedVersion()
                    return JSONResponse(try await request.decode(Note.self, context: context, hasVersions: true))
                }
                router.post("echo") { request, _ in String(buffer: try await request.body.collect(upTo: 1 << 20)) }
            })
    }

    @Test(arguments: [
        ("/things", 200, ""), ("/things?state=paid", 200, ""), ("/things?", 200, ""),
        ("/things?status=paid", 400, "there is no query parameter 'status' here; known are state"),
        ("/things/1?as-of=2026-01-01", 400, "there is no query parameter 'as-of' here; none is taken"),
        ("/things?state=a&state=b", 400, "given twice"),
    ])
    func `a query parameter that nobody asks for is refused`(uri: String, status: Int, detail: String) async throws {
        try await app().test(.router) { client in
            let response = try await client.get(uri)
            #expect(response.status.code == status)
            #expect(response.text.contains(detail), "\(response.text)")
        }
    }

    @Test func `a call that changes something takes no query parameters, and does nothing with them`() async throws {
        try await app().test(.router) { client in
            let response = try await client.post("/things?dryRun=true", note)
            #expect(response.status == .badRequest)
        }
    }

    @Test(arguments: [
        ("\"3\"", 304), ("W/\"3\"", 304), ("\"1\", \"3\"", 304), ("*", 304), ("\"2\"", 200), ("3", 200),
    ])
    func `who has the version gets no second copy of it`(tag: String, status: Int) async throws {
        try await app().test(.router) { client in
            let response = try await client.get("/things/1", headers: [.ifNoneMatch: tag])
            #expect(response.status.code == status)
            #expect(response.headers[.eTag] == "\"3\"")
            #expect(response.headers[.cacheControl] == "private, no-cache")
            #expect(response.text.isEmpty == (status == 304))
        }
    }

    @Test func `If-Match where there are no versions does not hold`() async throws {
        try await app().test(.router) { client in
            let without = try await client.post("/things", note, headers: [.ifMatch: "\"3\""])
            #expect(without.status == .preconditionFailed)
            let with = try await client.post("/things/1", note, headers: [.ifMatch: "\"3\""])
            #expect(with.status == .ok)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.options, 204), (.delete, 405), (.trace, 405), (.patch, 405), (.init("PROPFIND")!, 501), (.head, 200),
    ])
    func `methods are those that a path has`(method: HTTPRequest.Method, status: Int) async throws {
        try await app().test(.router) { client in
            let response = try await client.executeRequest(uri: "/things", method: method, headers: [:], body: nil)
            #expect(response.status.code == status)
            if [204, 405].contains(status) { #expect(response.headers[.allow] == "GET, HEAD, POST, OPTIONS") }
        }
    }

    @Test func `a refused body says what is taken`() async throws {
        try await app().test(.router) { client in
            let type = try await client.post("/things", "text=a", contentType: "application/x-www-form-urlencoded")
            #expect(type.status == .unsupportedMediaType && type.headers[.acceptPost] == "application/json")
            let coding = try await client.post("/things", note, headers: [.contentEncoding: "gzip"])
            #expect(coding.status == .unsupportedMediaType && coding.headers[.acceptEncoding] == "identity")
        }
    }

    @Test func `a page says where the next one is`() async throws {
        try await app().test(.router) { client in
            let response = try await client.get("/page?state=paid&after=a")
            #expect(response.headers[.link] == "</page?state=paid&after=%C2%BD%20b%26c>; rel=\"next\"")
        }
    }

    @Test func `no answer is guessed at or kept by accident`() async throws {
        try await app().test(.router) { client in
            for uri in ["/things", "/nothing", "/health/live"] {
                let response = try await client.get(uri)
                #expect(
                    response.headers[.contentTypeOptions] == "nosniff" && response.headers[.cacheControl] == "no-store", "\(uri)")
            }
        }
    }

    @Test(arguments: [("k", "k"), ("\"k\"", "k"), ("\"a\\\"b\"", "a\"b"), ("\"", "\"")])
    func `a key in quotes is the key inside`(header: String, key: String) {
        #expect(IdempotencyKey(header)?.rawValue == key)
    }

    @Test(arguments: [
        "zz\r\n", "-1\r\nx\r\n", "5\r\nhelloX", "5;\u{1}\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFFF\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
    ])
    func `a body that is framed wrongly is a mistake of the client`(body: String) async throws {
        try await app().test(.live) { client in
            let connection = try await RawConnection.opened(port: #require(client.port))
            connection.send("POST /echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n" + body)
            let answer = try #require(await connection.receive())
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(answer.contains("malformed-request"))
        }
    }

    @Test(arguments: [
        ("GET /things HTTP/1.0\r\nhost: localhost\r\n\r\n", "200"),
        ("POST /echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"),
        ("GET http://localhost/things HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n", "200"),
        ("GET http://evil.example/things HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", "421"),
    ])
    func `the head says how the connection goes on`(head: String, status: String) async throws {
        try await app().test(.live) { client in
            let connection = try await RawConnection.opened(port: #require(client.port), timeouts: .seconds(20))
            connection.send(head)
            var answer = ""
            // An empty answer is the end of the connection.
            while let more = await connection.receive(), !more.isEmpty { answer += more }
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        }
    }
}
