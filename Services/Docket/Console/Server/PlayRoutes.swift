import Contracts
import DocketClient
import DocketInstallation
import Foundation
import Hummingbird
import Messaging
import ServiceKit

/// What a person may break on purpose, where `docket up --faults` allows it: processes are killed and stopped, messages held back, doubled, failed.
struct PlayRoutes: Sendable {
    struct Service: Encodable, Sendable {
        var name: String
        /// `nil` while no process of it runs.
        var pid: Int32?
        /// It has been stopped, and does nothing until it is let go on.
        var isPaused: Bool
        /// `nil` if it does not answer.
        var rules: Faults.Rules?
    }

    private enum Act: String, CaseIterable { case kill, pause, resume }

    let installation: Installation
    /// Short: who is paused does not answer.
    let api: DocketAPI

    init(_ installation: Installation) {
        self.installation = installation
        api = DocketAPI(installation, timeout: .seconds(1))
    }

    func add(to router: ServiceRouter) {
        router.get("/api/play") { _, _ in JSONResponse(await services()) }
        router.post("/api/play/{service}/{action}", use: act)
        router.put("/api/play/{service}/faults", use: setFaults)
    }

    private func services() async -> [Service] {
        await withTaskGroup(of: Service.self) { group in
            for service in ServiceName.allCases {
                group.addTask {
                    let pid = installation.running(service)?.pid
                    // Who is away or paused has no rules to show.
                    let rules = pid == nil ? nil : try? await api.client(of: service).get("/faults", as: Faults.Rules.self)
                    return Service(name: service.rawValue, pid: pid, isPaused: pid.map(Self.isPaused) ?? false, rules: rules)
                }
            }
            let found = await group.reduce(into: [String: Service]()) { $0[$1.name] = $1 }
            return ServiceName.allCases.compactMap { found[$0.rawValue] }
        }
    }

    /// As Linux tells of a process: the letter T behind its name.
    private static func isPaused(_ pid: Int32) -> Bool {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return text.split(separator: ")").last?.hasPrefix(" T") == true
    }

    @Sendable private func act(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<[Service]> {
        try request.checkIsOfThePage()
        let (service, act) = (try context.service(), try context.action(Act.self))
        guard let pid = installation.running(service)?.pid else {
            throw Problem(.conflict, "no process of \(service) runs at the moment")
        }
        let signal =
            switch act {
            case .kill: SIGKILL
            case .pause: SIGSTOP
            case .resume: SIGCONT
            }
        guard Foundation.kill(pid, signal) == 0 else { throw Problem(.conflict, "process \(pid) of \(service) is gone already") }
        return JSONResponse(await services())
    }

    @Sendable private func setFaults(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<[Service]>
    {
        try request.checkIsOfThePage()
        let client = api.client(of: try context.service())
        let rules: Faults.Rules = try await request.decode(context: context)
        do {
            try await client.setFaults(rules)
        } catch {
            throw Problem(error.status == 422 ? .invalidRequest : .unavailable, "\(error)")
        }
        return JSONResponse(await services())
    }
}
