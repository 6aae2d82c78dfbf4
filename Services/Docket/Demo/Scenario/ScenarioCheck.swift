/// Finds undefined names, before any process is started.
enum ScenarioCheck {
    /// - Throws: ``ScenarioError`` with the line of the step, if it uses an order that was not placed before.
    static func names(in scenario: Scenario) throws(ScenarioError) {
        var orders: Set<String> = []
        var groups: Set<String> = []
        for step in scenario.steps {
            switch step.action {
            case .order(let plan):
                guard !orders.contains(plan.name), !groups.contains(plan.name) else {
                    throw ScenarioError(step.line, "there is an order '\(plan.name)' already")
                }
                orders.insert(plan.name)
            case .orders(_, let plan):
                guard !orders.contains(plan.name), !groups.contains(plan.name) else {
                    throw ScenarioError(step.line, "there is an order '\(plan.name)' already")
                }
                groups.insert(plan.name)
            case .pay(let name), .cancel(let name), .hold(_, order: let name?), .corrupt(_, order: let name?, _),
                .fail(_, _, order: let name?, _), .waitForAttention(order: let name, _), .resumeSaga(order: let name):
                guard orders.contains(name) else { throw unknown(name, orders, step.line) }
            case .wait(let moment, _), .silence(let moment, _):
                guard let name = moment.order, !orders.contains(name), !groups.contains(name) else { continue }
                throw unknown(name, orders.union(groups), step.line)
            // May stand before the order they wait for.
            case .disturb, .hold(_, order: nil), .corrupt(_, order: nil, _), .fail(_, _, order: nil, _), .mend, .start, .resume,
                .release, .duplicate, .carrier, .waitForDeadLetter, .retryDeadLetter, .editDeadLetter:
                continue
            }
        }
        try expectation(scenario.expect, orders, groups)
    }

    private static func expectation(
        _ expect: Scenario.Expectation, _ orders: Set<String>, _ groups: Set<String>
    ) throws(ScenarioError) {
        if let name = expect.orders.keys.sorted().first(where: { !orders.contains($0) }) {
            throw ScenarioError(nil, "expect.orders names '\(name)'; \(list(orders))")
        }
        if let name = expect.groups.keys.sorted().first(where: { !groups.contains($0) }) {
            throw ScenarioError(nil, "expect.groups names '\(name)'; \(list(groups))")
        }
        if let name = expect.refused.sorted().first(where: { !orders.contains($0) }) {
            throw ScenarioError(nil, "expect.refused names '\(name)'; \(list(orders))")
        }
    }

    private static func unknown(_ name: String, _ known: Set<String>, _ line: Int) -> ScenarioError {
        ScenarioError(line, "there is no order '\(name)' before this step; \(list(known))")
    }

    private static func list(_ names: Set<String>) -> String {
        names.isEmpty ? "there are none" : "there are \(names.sorted().joined(separator: ", "))"
    }
}
