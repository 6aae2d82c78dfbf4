import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ServiceKit
import ServiceLifecycle
import Synchronization
import Testing

@Suite struct ServerTests {
    @Test func `the port that was bound is reported`() async throws {
        let told = Mutex<Int?>(nil)
        let app = try server(
            routes: { router in router.get("it") { _, _ in "it" } },
            onServerRunning: { port in told.withLock { $0 = port } })
        try await app.test(.live) { client in
            let response = try await client.get("/it")
            #expect(response.text == "it")
            #expect(client.port != nil)
            #expect(told.withLock { $0 } == client.port)
        }
    }

    @Test func `a port that is taken is a startup error`() async throws {
        try await server().test(.live) { client in
            let port = try #require(client.port)
            let configuration = ServiceConfiguration(service: "stock", dataDirectory: "/nowhere", host: "localhost", port: port)
            let second = buildHTTPServer(
                configuration: configuration, registry: PrometheusRegistry(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, readiness: { [] }, routes: { _ in })
            let error = await #expect(throws: StartupError.self) { try await second.run() }
            #expect(error?.code == .unavailable)
            #expect(error?.code.rawValue == 69)
            #expect(
                error?.message == "cannot listen on localhost:\(port): the port is taken; choose another with --port or --host")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a graceful stop answers the request in hand`() async throws {
        let (started, starting) = AsyncStream.makeStream(of: Int.self)
        let (arrived, arriving) = AsyncStream.makeStream(of: Void.self)
        let (released, releasing) = AsyncStream.makeStream(of: Void.self)
        let app = try server(
            routes: { router in
                router.get("slow") { _, _ in
                    arriving.finish()
                    for await _ in released {}
                    return "done"
                }
            },
            onServerRunning: { port in starting.yield(port) })
        let group = ServiceGroup(
            configuration: .init(services: [app], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        async let running: Void = group.run()
        let port = try #require(await started.first { _ in true })
        let response = try await TestClient.withClient(host: "localhost", port: port) { client in
            async let answer = client.execute(TestClient.Request("/slow", method: .get, authority: "localhost"))
            for await _ in arrived {}
            await group.triggerGracefulShutdown()
            releasing.finish()
            return try await answer
        }
        #expect(response.status == .ok)
        #expect(response.body.map { String(buffer: $0) } == "done")
        try await running
    }

    @Test func `created answers carry a location, and times as messages do`() async throws {
        struct Made: Codable, Sendable {
            var orderId: Int
            var createdAt: Date
        }
        let app = try server { router in
            router.post("orders") { _, _ in
                JSONResponse(
                    Made(orderId: 1, createdAt: Date(timeIntervalSince1970: 1_795_449_600)), status: .created,
                    headers: [.location: "/orders/1"])
            }
        }
        try await app.test(.router) { client in
            let response = try await client.post("/orders", "{}")
            #expect(response.status == .created)
            #expect(response.headers[.location] == "/orders/1")
            #expect(response.headers[.contentType] == "application/json")
            #expect(response.headers[values: .contentType].count == 1)
            #expect(response.text.contains(#""createdAt":"2026-11-23T16:00:00.000Z""#))
        }
    }
}
