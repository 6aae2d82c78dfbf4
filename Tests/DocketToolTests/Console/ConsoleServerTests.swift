import CompactJSON
import Contracts
import DocketCommandLine
@testable import DocketConsole
import DocketInstallation
@testable import DocketOperations
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Messaging
import NIOCore
import ServiceKit
import Testing

/// The console over HTTP, on files that the services wrote.
struct ConsoleServerTests {
    private func serving(
        token: String? = nil, mayAct: Bool = true,
        _ body: @escaping @Sendable (any TestClientProtocol, Installation) async throws -> Void
    ) async throws {
        let files = try await TestInstallation()
        let installation = Installation(path: files.path)
        let console = try ConsoleServer(
            installation, port: 0, token: token.flatMap(APIToken.init), mayAct: mayAct, onRunning: { _ in })
        while try console.log.takeUp() > 0 {}
        try await console.server.test(.router) { client in try await body(client, installation) }
        withExtendedLifetime(files) {}
    }

    private static func text(_ response: TestResponse) -> String { String(buffer: response.body) }

    @Test func `an order at a position is what the command line shows of it`() async throws {
        try await serving { client, installation in
            let order = try #require(OrderID(Sample.completed))
            let messages = try Trace.load(.order(order), dataDirectory: installation.path).entries.compactMap(\.position)
            for position in Set(messages) {
                let response = try await client.execute(uri: "/api/orders/\(order)?position=\(position)", method: .get)
                let story = try JSONValue(parsing: Data(Self.text(response).utf8))
                let shown = try OrdersFile(installation).history(of: order, whenLogWasAt: position)
                #expect(story["history"] == shown?.withoutPersonalData)
                #expect(response.status == .ok && !Self.text(response).contains("Ada Example"))
            }
            let states = try messages.sorted().compactMap {
                try OrdersFile(installation).history(of: order, whenLogWasAt: $0)?["order"]?["state"]?.text
            }
            #expect(states.first == "created" && states.last == "completed" && Set(states).count == 4)
        }
    }

    @Test func `a message has its CloudEvent, its consumers and what came of it, and no names of people`() async throws {
        try await serving { client, installation in
            let order = try #require(OrderID(Sample.completed))
            let entries = try Trace.load(.order(order), dataDirectory: installation.path).entries
            let paid = try #require(entries.first { $0.kind == .message && $0.what == "OrderPaid" }?.position)
            let response = try await client.execute(uri: "/api/messages/\(paid)", method: .get)
            let story = try JSONValue(parsing: Data(Self.text(response).utf8))
            #expect(story["cloudEvent"]?["type"]?.text == "OrderPaid")
            #expect(story["cloudEvent"]?["data"]?["shipTo"]?["name"]?.text == "(hidden)")
            let takers = story["consumers"]?.elements?.filter { $0["state"]?.text == "handled" }.compactMap {
                $0["service"]?.text
            }
            #expect(takers == ["stock", "shipping"])
            #expect(story["consumers"]?.elements?.first { $0["service"]?.text == "dispatch" }?["state"]?.text == "none")
            #expect(story["consumers"]?.elements?[1]["effects"]?.elements?.first?["type"]?.text == "StockReserved")
        }
    }

    @Test func `what is not there is said so`() async throws {
        try await serving { client, _ in
            for (path, status) in [
                ("/api/orders/999999", 404), ("/api/orders/x", 400), ("/api/orders/0", 400), ("/api/messages/999999", 404),
                ("/api/messages/-1", 400), ("/api/find/nobody", 404), ("/api/state?position=0", 400),
                ("/api/rail?stretches=100000", 422), ("/api/entries?after=-1", 400), ("/api/step?direction=up", 400),
                ("/api/dead-letters/orders/1", 404), ("/api/nothing", 404), ("/api/play", 404), ("/app/..%2Fmain.swift", 404),
                ("/app/nothing.js", 404),
            ] {
                let response = try await client.execute(uri: path, method: .get)
                #expect(response.status.code == status, "\(path)")
                #expect(response.headers[.contentType] == "application/problem+json", "\(path)")
            }
            // Positions beyond the end are the end; a number without end is no position.
            for path in ["/api/state?position=9223372036854775807", "/api/entries?after=9223372036854775807&limit=9999999"] {
                #expect(try await client.execute(uri: path, method: .get).status == .ok, "\(path)")
            }
        }
    }

    @Test func `the page needs no token, and what it asks for does`() async throws {
        try await serving(token: "secret") { client, _ in
            for path in ["/", "/app/main.js", "/app/style.css"] {
                let response = try await client.execute(uri: path, method: .get)
                #expect(response.status == .ok)
                #expect(response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'self'") == true)
            }
            for path in ["/api/model", "/api/state", "/api/live", "/api/orders/1"] {
                #expect(try await client.execute(uri: path, method: .get).status == .unauthorized)
                let known = try await client.execute(
                    uri: path == "/api/live" ? "/api/rail" : path, method: .get, headers: [.authorization: "Bearer secret"])
                #expect(known.status == .ok)
            }
        }
    }

    @Test func `a page of another origin gets nothing and does nothing`() async throws {
        try await serving { client, _ in
            let other = try await client.execute(uri: "/api/state", method: .get, headers: [.origin: "https://evil.example"])
            #expect(other.headers[.accessControlAllowOrigin] == nil)
            let body = ByteBuffer(string: #"{"by":"Ada","why":"because"}"#)
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let mine = try #require(HTTPField.Name("X-Docket-Console"))
            for headers in [
                [.contentType: "application/json"], [.contentType: "application/json", mine: "1", site: "cross-site"],
            ]
                as [HTTPFields]
            {
                let response = try await client.execute(
                    uri: "/api/dead-letters/stock/1/retry", method: .post, headers: headers, body: body)
                #expect(response.status == .badRequest)
            }
        }
    }

    @Test func `where people can only look there is nothing to do`() async throws {
        try await serving(mayAct: false) { client, _ in
            let model = try await client.execute(uri: "/api/model", method: .get)
            #expect(Self.text(model).contains(#""mayAct":false"#))
            let response = try await client.execute(uri: "/api/dead-letters/stock/1/retry", method: .post)
            #expect(response.status == .notFound)
        }
    }

    /// The page's parts are made of the tables of the services: each message that somebody takes, in the modes in which it is taken.
    @Test func `the model has every message and every service`() throws {
        let model = ConsoleModel(mayAct: false)
        #expect(model.messages.map(\.type) == MessageType.allCases.map(\.rawValue))
        #expect(model.messages.allSatisfy { $0.meaning?.isEmpty == false })
        #expect(model.services.map(\.name) == ServiceName.allCases.map(\.rawValue))
        #expect(model.messages.filter(\.isCompensation).count >= 6)
        #expect(Set(model.messages.compactMap(\.state)) == Set(model.states))
    }
}
