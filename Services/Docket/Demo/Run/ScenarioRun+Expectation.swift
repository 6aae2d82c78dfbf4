import Contracts
import DocketClient

extension ScenarioRun {
    /// Everything that is not as the scenario expects, in sentences; empty when all is.
    func differences(from expect: Scenario.Expectation) async -> [String] {
        var found: [String] = []
        for (name, end) in expect.orders.sorted(by: { $0.key < $1.key }) { found += await differences(name, end) }
        for (name, counts) in expect.groups.sorted(by: { $0.key < $1.key }) { found += await differences(group: name, counts) }
        for (sku, levels) in expect.stock.sorted(by: { $0.key < $1.key }) { found += await differences(sku, levels) }
        let refused = state.refused
        if refused != expect.refused {
            found.append("refused cancellations: expected \(Self.list(expect.refused)), got \(Self.list(refused))")
        }
        for (type, count) in expect.events.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where timeline.count(type) != count {
            found.append("\(type): expected \(count) of them, got \(timeline.count(type))")
        }
        return found
    }

    private func differences(_ name: String, _ end: Scenario.OrderEnd) async -> [String] {
        do {
            let order = try await api.orders.order(id(of: name))
            var found: [String] = []
            if order.state != end.state {
                found.append("order \(name): expected \(end.state.rawValue), is \(order.state.rawValue)")
            }
            if let reason = end.reason, order.cancellationReason != reason {
                let actual = order.cancellationReason?.rawValue ?? "none"
                found.append("order \(name): expected the reason \(reason.rawValue), is \(actual)")
            }
            let isRefunded = order.paid != nil && order.refunded == order.paid
            if let refunded = end.refunded, refunded != isRefunded {
                found.append(
                    "order \(name): expected \(refunded ? "a full refund" : "no refund"), got \(refunded ? "none" : "one")")
            }
            return found
        } catch {
            return ["order \(name): \(error)"]
        }
    }

    private func differences(group: String, _ expected: [OrderState: Int]) async -> [String] {
        var counts: [OrderState: Int] = [:]
        for name in state.groups[group, default: []] {
            do {
                counts[try await api.orders.order(id(of: name)).state, default: 0] += 1
            } catch {
                return ["order \(name): \(error)"]
            }
        }
        guard counts != expected.filter({ $0.value > 0 }) else { return [] }
        return ["orders of \(group): expected \(Self.list(expected)), got \(Self.list(counts))"]
    }

    private func differences(_ sku: SKU, _ expected: [Scenario.StockField: Int]) async -> [String] {
        do {
            let levels = try await api.stock.levels(of: sku).levels
            return expected.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { field, number in
                let actual = levels.reduce(0) { $0 + $1[field] }
                return actual == number ? nil : "stock of \(sku): expected \(field.rawValue) \(number), is \(actual)"
            }
        } catch {
            return ["stock of \(sku): \(error)"]
        }
    }

    private static func list(_ names: Set<String>) -> String {
        names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
    }

    private static func list(_ counts: [OrderState: Int]) -> String {
        OrderState.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }.joined(separator: ", ")
    }
}

extension StockLevel {
    subscript(field: Scenario.StockField) -> Int {
        switch field {
        case .received: received
        case .onHand: onHand
        case .reserved: reserved
        case .packed: packed
        case .shipped: shipped
        }
    }
}
