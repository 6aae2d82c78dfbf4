import DocketClient
import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import ServiceKit

/// Asks everyone at the same time and waits for no one longer than a moment: some services may be down or paused.
struct StatusCollector: Sendable {
    let installation: Installation
    let api: DocketAPI

    init(_ installation: Installation) {
        self.installation = installation
        api = DocketAPI(installation, timeout: .seconds(2))
    }

    func collect() async -> StatusReport {
        async let services = self.services()
        // Without an answer the report says nothing about orders; the reason is shown beside the service.
        async let orders = try? await api.orders.orderSummary()
        async let attention = try? await api.dispatch.sagasNeedingAttention(limit: 10)
        var report = StatusReport(
            dataDirectory: installation.path, services: await services, orders: await orders, attention: await attention)
        do {
            report.bus = try installation.busStatistics()
        } catch {
            report.busProblem = "\(error)"
        }
        do {
            report.mismatches = try installation.historyProblems()
        } catch {
            report.busProblem = report.busProblem ?? "\(error)"
        }
        return report
    }

    private func services() async -> [StatusReport.Service] {
        await withTaskGroup(of: StatusReport.Service.self) { group in
            for service in ServiceName.allCases {
                group.addTask { await look(at: service) }
            }
            let found = await group.reduce(into: [ServiceName: StatusReport.Service]()) { $0[$1.service] = $1 }
            return ServiceName.allCases.compactMap { found[$0] }
        }
    }

    private func look(at service: ServiceName) async -> StatusReport.Service {
        guard let file = installation.running(service) else {
            let holder = installation.holder(of: service)
            return .init(
                service: service, running: holder != nil, pid: holder?.pid ?? nil, ready: false,
                lag: installation.lag(of: service).map(Int.init), problem: holder.map { _ in "it is starting, or stopping" })
        }
        var status = StatusReport.Service(
            service: service, running: true, pid: file.pid, address: file.address, ready: false,
            uptimeSeconds: max(0, Int(Date.now.timeIntervalSince(file.startedAt))))
        do {
            try await api.client(of: service).checkReady()
            status.ready = true
            let metrics = try await api.client(of: service).metrics()
            status.lag = metrics.lag
            status.deadLetters = metrics.deadLetters
            status.attention = metrics.attention
        } catch {
            status.problem = "\(error)"
        }
        return status
    }
}
