import Decisions
import EventBus
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceKit
import Testing

@Suite struct ProblemTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var error: any Error
        var status: Int
        var type: String
        var detail: String?
        var testDescription: String { "\(error)" }
    }

    struct Secret: Error, CustomStringConvertible {
        var description: String { "password=hunter2 in /var/lib/docket" }
    }

    static let cases = [
        Case(error: Refusal(.conflict, "it is shipped"), status: 409, type: "conflict", detail: "it is shipped"),
        Case(error: Refusal(.notFound, "no order 7"), status: 404, type: "not-found", detail: "no order 7"),
        Case(error: Refusal(.invalid, "no items"), status: 422, type: "invalid-request", detail: "no items"),
        Case(error: Problem(.conflict, "used before"), status: 409, type: "conflict", detail: "used before"),
        Case(
            error: BusError(.locked, "held by 12"), status: 503, type: "unavailable",
            detail: "the bus cannot be written to just now"),
        Case(error: HTTPError(.internalServerError, message: "no"), status: 500, type: "internal-error", detail: nil),
        Case(error: HTTPError(.badRequest, message: "no"), status: 400, type: "malformed-request", detail: "no"),
    ]

    @Test(arguments: cases)
    func `every error becomes a problem of its own kind`(expected: Case) async throws {
        let app = try server { router in router.get("it/:id") { _, _ -> String in throw expected.error } }
        try await app.test(.router) { client in
            let response = try await client.get("/it/7?x=1")
            let problem = try response.problem()
            #expect(problem.status == expected.status)
            #expect(problem.type == "/problems/\(expected.type)")
            #expect(!problem.title.isEmpty)
            #expect(problem.detail == expected.detail)
            #expect(problem.instance == "/it/7")
        }
    }

    @Test(arguments: Problem.Kind.allCases) func `the type of a problem leads to a page about it`(kind: Problem.Kind) async throws
    {
        let app = try server { router in router.get("it") { _, _ -> String in throw Problem(kind, "no") } }
        try await app.test(.router) { client in
            let page = try await client.get(client.get("/it").problem().type)
            #expect(page.status == .ok)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.text.contains("<h1>"))
            #expect(try await client.get("/problems").text.contains("/problems/\(kind.rawValue)"))
        }
    }

    @Test func `a status without a class of its own is about:blank`() async throws {
        let app = try server { router in router.get("tea") { _, _ -> String in throw HTTPError(.init(code: 418)) } }
        try await app.test(.router) { client in
            let problem = try await client.get("/tea").problem()
            #expect(problem.type == "about:blank")
            #expect(problem.status == 418)
        }
    }

    @Test func `a passing failure says when to come back`() async throws {
        let app = try server { router in
            router.get("it") { _, _ -> String in throw BusError(.unavailable, "disk full") }
        }
        try await app.test(.router) { client in
            let response = try await client.get("/it")
            #expect(response.headers[.retryAfter] == "1")
        }
    }

    @Test func `the inside is logged, with the correlation id, and not shown`() async throws {
        let capture = try LogCapture()
        let app = try server(logger: capture.logger()) { router in
            router.get("it") { _, _ -> String in throw Secret() }
        }
        try await app.test(.router) { client in
            let response = try await client.get("/it", headers: [.correlationID: "c-9"])
            #expect(try response.problem().status == 500)
            #expect(!response.text.contains("hunter2"))
            #expect(!response.text.contains("Secret"))
        }
        let line = try #require(try capture.lines().first)
        #expect(line["level"] as? String == "error")
        #expect(line["error"] as? String == "\(Secret())")
        #expect(line["correlationId"] as? String == "c-9")
        #expect(line["route"] as? String == "/it")
        #expect(line["status"] as? Int == 500)
    }

    @Test func `an error of the caller is not logged at info`() async throws {
        let capture = try LogCapture()
        try await server(logger: capture.logger()).test(.router) { client in
            let response = try await client.get("/nothing")
            #expect(response.status == .notFound)
        }
        #expect(try capture.lines().isEmpty)
    }

    @Test func `an unknown path is a problem too`() async throws {
        try await server().test(.router) { client in
            let problem = try await client.get("/nothing").problem()
            #expect(problem.type == "/problems/not-found")
            #expect(problem.detail == "nothing is served at this path")
        }
    }

    @Test func `a problem has no body after HEAD, so that the connection can be used again`() async throws {
        try await server().test(.live) { client in
            let head = try await client.executeRequest(uri: "/nothing", method: .head, headers: [:], body: nil)
            #expect(head.status == .notFound)
            #expect(head.body.readableBytes == 0)
            let next = try await client.get("/health/live")
            #expect(next.status == .ok)
        }
    }

    @Test func `a wrong method gets the right ones`() async throws {
        let app = try server { router in
            router.get("orders") { _, _ in "" }
            router.post("orders") { _, _ in "" }
            router.post("orders/:id/payment") { _, _ in "" }
        }
        try await app.test(.router) { client in
            let list = try await client.executeRequest(uri: "/orders", method: .delete, headers: [:], body: nil)
            #expect(try list.problem().status == 405)
            #expect(list.headers[.allow] == "GET, HEAD, POST, OPTIONS")
            let payment = try await client.get("/orders/7/payment")
            #expect(try payment.problem().detail == "/orders/7/payment takes POST, OPTIONS")
            #expect(payment.headers[.allow] == "POST, OPTIONS")
            #expect(try await client.executeRequest(uri: "/orders", method: .head, headers: [:], body: nil).status == .ok)
        }
    }
}
