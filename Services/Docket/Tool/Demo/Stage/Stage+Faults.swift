import Contracts
import MessageProcessing

extension Stage {
    /// Tells the services concerned their new rules: who says a message holds it, who reads it gets it twice.
    func changeFaults(_ action: Scenario.Action) async throws {
        switch action {
        case .hold(let type, let order):
            let id = try order.map { name throws(StepFailure) in try self.id(of: name) }
            story.note(
                "you", "hold \(type)", order: order,
                detail: "in the outbox of \(type.publishers.map(\.rawValue).joined(separator: ", "))")
            for publisher in type.publishers {
                try await setFaults(of: publisher) { $0.hold.append(.init(type: type, orderId: id)) }
            }
        case .release(let type):
            story.note("you", "release \(type)")
            for publisher in type.publishers { try await setFaults(of: publisher) { $0.hold.removeAll { $0.type == type } } }
        case .duplicate(let type):
            story.note("you", "duplicate \(type)", detail: "each is delivered twice")
            for service in ServiceName.allCases {
                try await setFaults(of: service) { $0.duplicate.append(.init(type: type)) }
            }
        case .garble(let type, let order, let times):
            let id = try order.map { name throws(StepFailure) in try self.id(of: name) }
            story.note(
                "you", "garble \(type)", order: order,
                detail: "\(type.publishers.map(\.rawValue).joined(separator: ", ")) says orderId as a text")
            for publisher in type.publishers {
                try await setFaults(of: publisher) { $0.garble.append(.init(type: type, orderId: id, times: times)) }
            }
        case .fail(let type, let service, let order, let times):
            let id = try order.map { name throws(StepFailure) in try self.id(of: name) }
            story.note("you", "fail \(type)", order: order, detail: "at \(service)\(times.map { ", \($0) times" } ?? "")")
            try await setFaults(of: service) { $0.fail.append(.init(type: type, orderId: id, times: times)) }
        case .mend(let service):
            story.note("you", "mend \(service)")
            try await setFaults(of: service) { rules in
                rules.fail = []
                rules.garble = []
            }
        default: break
        }
    }

    private func setFaults(of service: ServiceName, _ change: @Sendable (inout Faults.Rules) -> Void) async throws {
        self.change { change(&$0.faults[service, default: Faults.Rules()]) }
        // A service that is down is told when it is started.
        guard await supervisor.pid(of: service) != nil else { return }
        try await api.client(of: service).setFaults(state.faults[service, default: Faults.Rules()])
    }
}

extension MessageType {
    /// Who publishes it. Commands come from the orchestrator: in choreography they never travel over the bus.
    var publishers: [ServiceName] {
        switch self {
        case .orderCreated, .orderPaid, .orderPaidNotice, .orderReady, .orderCompleted, .orderCancelled, .orderRefunded: [.orders]
        case .stockReceived, .stockReserved, .stockShortageDetected, .stockReleased, .orderPacked: [.stock]
        case .shipmentBooked, .shipmentBookingFailed, .shipmentCancelled, .shipmentDispatched, .carrierAvailabilityChanged:
            [.shipping]
        case .reserveStock, .releaseStock, .bookShipment, .cancelShipment, .markOrderReady, .cancelOrder, .workflowClosed:
            [.dispatch]
        case .commandAnswered: [.orders, .stock, .shipping]
        case .interventionRecorded: ServiceName.allCases
        }
    }
}
