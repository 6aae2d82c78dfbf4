import HTTPTypes
import Hummingbird

/// One thing a service needs in order to do its work, and whether it has it.
public struct HealthCheck: Sendable, Hashable, Codable {
    public var name: String
    /// False if the service cannot do its work.
    public var ok: Bool
    /// What is wrong, or a figure worth seeing.
    public var detail: String?

    public init(name: String, ok: Bool, detail: String? = nil) {
        self.name = name
        self.ok = ok
        self.detail = detail
    }
}

/// Looks at everything the service needs. Asked on every `GET /health/ready`, so it must be quick.
public typealias Readiness = @Sendable () async -> [HealthCheck]

/// The answer of both health endpoints.
struct HealthReport: Codable, Sendable {
    var status: String
    var checks: [HealthCheck]

    init(_ checks: [HealthCheck]) {
        status = checks.allSatisfy(\.ok) ? "ok" : "failing"
        self.checks = checks
    }
}

extension ServiceRouter {
    /// `/health/live`: the process answers. `/health/ready`: it can do its work, else 503.
    func addHealthRoutes(readiness: @escaping Readiness) {
        get("health/live") { _, _ in JSONResponse(HealthReport([])) }
        get("health/ready") { _, _ in
            let report = HealthReport(await readiness())
            return JSONResponse(report, status: report.checks.allSatisfy(\.ok) ? .ok : .serviceUnavailable)
        }
    }

    /// `/metrics` for Prometheus.
    func addMetricsRoute(registry: PrometheusRegistry) {
        get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.render())))
        }
    }
}
