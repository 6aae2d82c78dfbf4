import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing

@Suite struct HealthAndMetricsTests {
    private struct Report: Decodable {
        var status: String
        var checks: [HealthCheck]
    }

    @Test func `a service with all it needs is ready`() async throws {
        let checks = [HealthCheck(name: "bus", ok: true), HealthCheck(name: "database", ok: true, detail: "3 MB")]
        try await server(readiness: { checks }).test(.router) { client in
            let response = try await client.get("/health/ready")
            #expect(response.status == .ok)
            let report = try response.json(Report.self)
            #expect(report.status == "ok")
            #expect(report.checks == checks)
        }
    }

    @Test func `a service that lacks something is alive but not ready, and says what it lacks`() async throws {
        let checks = [HealthCheck(name: "bus", ok: false, detail: "locked by 12"), HealthCheck(name: "database", ok: true)]
        try await server(readiness: { checks }).test(.router) { client in
            let response = try await client.get("/health/ready")
            #expect(response.status == .serviceUnavailable)
            #expect(try response.json(Report.self).checks == checks)
            #expect(try await client.get("/health/live").status == .ok)
        }
    }

    @Test func `requests are counted by method, route and status`() async throws {
        let app = try server { router in router.get("orders/:id") { _, _ in "" } }
        try await app.test(.router) { client in
            _ = try await client.get("/orders/1")
            _ = try await client.get("/orders/2")
            _ = try await client.get("/nothing/1")
            _ = try await client.post("/orders/2", "")
            let brew = try #require(HTTPRequest.Method("BREW"))
            _ = try await client.executeRequest(uri: "/x", method: brew, headers: [:], body: nil)
            let response = try await client.get("/metrics")
            #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = response.text.split(separator: "\n")
            #expect(lines.contains(#"http_requests_total{method="GET",route="/orders/{id}",status="200"} 2"#))
            #expect(lines.contains(#"http_requests_total{method="POST",route="/orders/{id}",status="405"} 1"#))
            #expect(lines.contains(#"http_requests_total{method="GET",route="NotFound",status="404"} 1"#))
            #expect(lines.contains(#"http_requests_total{method="other",route="none",status="501"} 1"#))
            #expect(lines.contains(#"http_request_seconds_count{method="GET",route="/orders/{id}"} 2"#))
            #expect(!response.text.contains("/orders/1"))
        }
    }
}
