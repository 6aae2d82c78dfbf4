import EventBus
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing

@Suite struct CorrelationTests {
    private func echo() throws -> HTTPServer {
        try server { router in
            router.get("ids") { _, context in "\(context.correlationID) \(context.traceParent)" }
            router.get("fails") { _, _ -> String in throw CancellationError() }
        }
    }

    @Test(arguments: ["order-7", "a", String(repeating: "x", count: 128), "~!{}"])
    func `the caller's id is kept and returned`(id: String) async throws {
        try await echo().test(.router) { client in
            let response = try await client.get("/ids", headers: [.correlationID: id])
            #expect(response.headers[.correlationID] == id)
            #expect(response.text.hasPrefix("\(id) "))
        }
    }

    @Test(arguments: ["", "two words", "grün", String(repeating: "x", count: 129)])
    func `an id that is not plain is replaced`(id: String) async throws {
        try await echo().test(.router) { client in
            let response = try await client.get("/ids", headers: [.correlationID: id])
            #expect(response.headers[.correlationID] == "made")
            #expect(response.text.hasPrefix("made "))
        }
    }

    @Test(arguments: [("/ids", 200), ("/nothing", 404), ("/fails", 500), ("/health/live", 200), ("/metrics", 200)])
    func `every answer carries one`(path: String, status: Int) async throws {
        try await echo().test(.router) { client in
            let response = try await client.get(path)
            #expect(response.status.code == status)
            #expect(response.headers[.correlationID] == "made")
        }
    }

    @Test func `the request becomes a step of the caller's trace, or starts one`() async throws {
        try await echo().test(.router) { client in
            let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
            let header = "00-\(trace)-00f067aa0ba902b7-01"
            let inside = try await client.get("/ids", headers: [.traceParent: header]).text
            #expect(inside.contains(trace))
            #expect(!inside.contains("00f067aa0ba902b7"))
            let new = try await client.get("/ids", headers: [.traceParent: "nonsense"]).text
            #expect(TraceParent(new.replacing("made ", with: "")) != nil)
        }
    }
}
