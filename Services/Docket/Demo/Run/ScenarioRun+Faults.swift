import Contracts
import Decisions
import DocketClient
import DocketInstallation
import DocketSupervisor
import FulfilmentSupport
import Messaging

extension ScenarioRun {
    /// Gives the services concerned their new rules: the publisher of a message holds it, its consumer gets it twice.
    func changeFaults(_ action: Scenario.Action) async throws {
        switch action {
        case .hold(let type, let order):
            let subject = try order.map { name throws(StepFailure) in try self.id(of: name).stream }
            timeline.note(
                "you", "hold \(type)", order: order,
                detail: "in the outbox of \(type.publishingServices.map(\.rawValue).joined(separator: ", "))")
            for publisher in type.publishingServices {
                try await setFaults(of: publisher) { $0.hold.append(.init(type: type.rawValue, subject: subject)) }
            }
        case .release(let type):
            timeline.note("you", "release \(type)")
            for publisher in type.publishingServices {
                try await setFaults(of: publisher) { $0.hold.removeAll { $0.type == type.rawValue } }
            }
        case .duplicate(let type):
            timeline.note("you", "duplicate \(type)", detail: "each is delivered twice")
            for service in ServiceName.allCases where service.descriptor.subscription.allTypes.contains(type.rawValue) {
                try await setFaults(of: service) { $0.duplicate.append(.init(type: type.rawValue)) }
            }
        case .corrupt(let type, let order, let times):
            let subject = try order.map { name throws(StepFailure) in try self.id(of: name).stream }
            timeline.note(
                "you", "corrupt \(type)", order: order,
                detail: "\(type.publishingServices.map(\.rawValue).joined(separator: ", ")) publishes orderId as a text")
            for publisher in type.publishingServices {
                try await setFaults(of: publisher) {
                    $0.corrupt.append(.init(type: type.rawValue, subject: subject, times: times))
                }
            }
        case .fail(let type, let service, let order, let times):
            let subject = try order.map { name throws(StepFailure) in try self.id(of: name).stream }
            timeline.note("you", "fail \(type)", order: order, detail: "at \(service)\(times.map { ", \($0) times" } ?? "")")
            try await setFaults(of: service) { $0.fail.append(.init(type: type.rawValue, subject: subject, times: times)) }
        case .mend(let service):
            timeline.note("you", "mend \(service)")
            try await setFaults(of: service) { rules in
                rules.fail = []
                rules.corrupt = []
            }
        default: break
        }
    }

    private func setFaults(of service: ServiceName, _ change: @Sendable (inout Faults.Rules) -> Void) async throws {
        self.change { change(&$0.faults[service, default: Faults.Rules()]) }
        // A service that is down gets it when it is started.
        guard await supervisor.pid(of: service) != nil else { return }
        try await api.client(of: service).setFaults(state.faults[service, default: Faults.Rules()])
    }
}

extension MessageType {
    fileprivate var publishingServices: [ServiceName] { publishers.compactMap(ServiceName.init(rawValue:)) }
}
