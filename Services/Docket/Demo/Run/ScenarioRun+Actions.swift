import Contracts
import DocketClient
import DocketCommandLine
import DocketInstallation
import DocketSupervisor
import Messaging

// What each kind of step does. Every one writes to the timeline what "you" do before it happens.
extension ScenarioRun {
    func perform(_ action: Scenario.Action) async throws {
        switch action {
        case .order(let plan): try await place(plan, as: plan.name)
        case .orders(let count, let plan): try await placeGroup(plan, count: count)
        case .pay(let name):
            timeline.note("you", "pay", order: name)
            _ = try await api.orders.pay(id(of: name), labels: labels(name))
        case .cancel(let name): try await cancel(name)
        case .disturb(let disturbance, let service, let when): await disturb(service, disturbance, when: when)
        case .start(let service): try await start(service)
        case .resume(let service):
            timeline.note("you", "resume \(service)")
            try await supervisor.continue(service)
        case .hold, .release, .duplicate, .corrupt, .fail, .mend: try await changeFaults(action)
        case .carrier(let id, let enabled):
            timeline.note("you", "carrier \(id) \(enabled ? "works" : "takes nothing")")
            try await api.shipping.setCarrier(id, enabled: enabled)
        case .wait(let moment, let limit):
            guard try await timeline.wait(for: moment, within: limit) else {
                throw StepFailure("waited \(limit.asSeconds) in vain for \(moment)")
            }
        case .silence(let moment, let duration):
            guard try await !timeline.wait(for: moment, within: duration) else {
                throw StepFailure("\(moment) was said all the same")
            }
            timeline.note("docket", "no \(moment.type)", order: moment.order, detail: "for \(duration.asSeconds)")
        case .waitForDeadLetter, .waitForAttention, .retryDeadLetter, .editDeadLetter, .resumeSaga: try await change(action)
        }
    }

    private func place(_ plan: Scenario.OrderPlan, as name: String, quietly: Bool = false) async throws {
        if !quietly {
            let items = plan.items.map { "\($0.quantity) x \($0.sku)" }.joined(separator: ", ")
            timeline.note("you", plan.pay ? "order and pay" : "order", order: name, detail: "\(items), to \(plan.postcode)")
        }
        let price = try Money(amount: 1000, currency: "EUR")
        let order = NewOrder(
            customerId: plan.customer,
            items: plan.items.map { OrderItem(sku: $0.sku, quantity: $0.quantity, unitPrice: price) },
            shipTo: Address(
                name: "Ada Example", street: "Hauptstr. 1", city: "Berlin", postcode: plan.postcode, country: "DE"),
            mode: mode, payloadStyle: plan.payloadStyle)
        let placed = try await api.orders.create(order, labels: labels(name))
        change { $0.orders[name] = placed.orderId }
        if plan.pay { _ = try await api.orders.pay(placed.orderId, labels: labels(name)) }
    }

    /// Places them a few at a time, as a crowd would.
    private func placeGroup(_ plan: Scenario.OrderPlan, count: Int) async throws {
        let names = (1...count).map { "\(plan.name)-\($0)" }
        change { $0.groups[plan.name] = names }
        let items = plan.items.map { "\($0.quantity) x \($0.sku)" }.joined(separator: ", ")
        timeline.note("you", "\(count) orders and payments", order: plan.name, detail: "\(items) each")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, name) in names.enumerated() {
                if number >= 16 { try await group.next() }
                group.addTask { try await self.place(plan, as: name, quietly: true) }
            }
            try await group.waitForAll()
        }
    }

    /// A refusal is a result here, not a failure: the scenario says whether it expects one.
    private func cancel(_ name: String) async throws {
        timeline.note("you", "cancel", order: name)
        do {
            _ = try await api.orders.cancel(id(of: name), labels: labels(name))
        } catch let error as APIError where error.status == 409 {
            change { $0.refused.insert(name) }
            timeline.note("orders", "refuses", order: name, detail: error.reason)
        }
    }

    private func disturb(_ service: ServiceName, _ disturbance: Scenario.Disturbance, when moment: Scenario.Moment?) async {
        guard let moment else { return await disturb(service, disturbance) }
        timeline.note("you", "will \(disturbance.rawValue) \(service)", detail: "at \(moment)")
        timeline.when(moment) {
            Task { await self.disturb(service, disturbance) }
        }
    }

    private func disturb(_ service: ServiceName, _ disturbance: Scenario.Disturbance) async {
        timeline.note("you", "\(disturbance.rawValue) \(service)")
        do {
            switch disturbance {
            case .kill: await supervisor.holdDown(service)
            case .crash: try await supervisor.kill(service)
            case .pause: try await pauseBetweenWrites(service)
            }
        } catch {
            timeline.note("docket", "\(disturbance.rawValue) failed", detail: "\(error)")
        }
    }

    private func start(_ service: ServiceName) async throws {
        timeline.note("you", "start \(service)")
        try await supervisor.start(service)
        // Rules live in the process, so a new one has to get them again.
        if let rules = state.faults[service], !rules.isEmpty { try await api.client(of: service).setFaults(rules) }
    }
}

extension Scenario.Moment: CustomStringConvertible {
    var description: String {
        "\(times > 1 ? "\(times) x " : "")\(type)\(order.map { " of order \($0)" } ?? "")"
    }
}
