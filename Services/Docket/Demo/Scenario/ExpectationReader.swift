import Contracts
import DocketClient

/// Reads `expect`: how a scenario must end.
enum ExpectationReader {
    static func expectation(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Expectation {
        let fields = try value.fields("orders", "groups", "stock", "refused", "events", "verify")
        var expect = Scenario.Expectation()
        for (name, end) in try fields["orders"]?.entries() ?? [] { expect.orders[name] = try orderEnd(end) }
        for (name, counts) in try fields["groups"]?.entries() ?? [] {
            expect.groups[name] = try table(counts) { text in OrderState(rawValue: text) }
        }
        for (name, levels) in try fields["stock"]?.entries() ?? [] {
            guard let sku = SKU(name) else { throw levels.fail("is no SKU") }
            expect.stock[sku] = try table(levels) { text in Scenario.StockField(rawValue: text) }
        }
        for name in try fields["refused"]?.elements() ?? [] { expect.refused.insert(try name.text()) }
        if let events = fields["events"] { expect.events = try table(events) { text in MessageType(rawValue: text) } }
        // The invariants are always checked; writing it down is allowed, anything else is not.
        if let verify = fields["verify"], try verify.text() != "clean" { throw verify.fail("can only be clean") }
        guard expect != Scenario.Expectation() else { throw value.fail("says nothing") }
        return expect
    }

    /// `A: completed`, or `A: {state: cancelled, reason: stockShortage, refunded: true}`.
    private static func orderEnd(_ value: YAMLValue) throws(ScenarioError) -> Scenario.OrderEnd {
        guard value.isMapping else { return Scenario.OrderEnd(state: try value.choice()) }
        let fields = try value.fields("state", "reason", "refunded")
        return Scenario.OrderEnd(
            state: try fields.required("state", in: value).choice(), reason: try fields["reason"].map(reason),
            refunded: try fields["refunded"]?.flag())
    }

    private static func reason(_ value: YAMLValue) throws(ScenarioError) -> CancellationReason {
        let reason = CancellationReason(rawValue: try value.text())
        guard CancellationReason.known.contains(reason) else {
            let names = CancellationReason.known.map(\.rawValue).joined(separator: ", ")
            throw value.fail("must be one of \(names), not '\(reason.rawValue)'")
        }
        return reason
    }

    /// A mapping of known names to counts.
    private static func table<Key: Hashable & CaseIterable & RawRepresentable>(
        _ value: YAMLValue, _ key: (String) -> Key?
    ) throws(ScenarioError) -> [Key: Int] where Key.RawValue == String {
        var table: [Key: Int] = [:]
        for (name, count) in try value.entries() {
            guard let key = key(name) else {
                let names = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw ScenarioError(count.line, "unknown key '\(name)' in \(value.path); known are \(names)")
            }
            table[key] = try count.number(0...1_000_000_000)
        }
        return table
    }
}
