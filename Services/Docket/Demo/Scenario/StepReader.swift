import Contracts
import Decisions
import DocketClient
import DocketCommandLine

/// Reads one element of `steps`: one action, and perhaps `when` and `only` beside it.
enum StepReader {
    static let actions = [
        "order", "orders", "pay", "cancel", "kill", "crash", "pause", "start", "resume", "hold", "release", "duplicate",
        "carrier", "corrupt", "fail", "mend", "retry", "edit", "resumeSaga", "await", "silence",
    ]

    static func step(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Step {
        var only: CoordinationMode?
        var when: Scenario.Moment?
        var found: (key: String, value: YAMLValue)?
        for (key, entry) in try value.entries() {
            switch key {
            case "only": only = try entry.choice()
            case "when": when = try moment(entry)
            default:
                guard actions.contains(key) else {
                    throw ScenarioError(entry.line, "unknown action '\(key)'; known are \(actions.joined(separator: ", "))")
                }
                if let found { throw ScenarioError(entry.line, "'\(key)' beside '\(found.key)': a step has one action") }
                found = (key, entry)
            }
        }
        guard let found else { throw value.fail("has no action; known are \(actions.joined(separator: ", "))") }
        let action = try action(found.key, found.value, when: when)
        return Scenario.Step(line: value.line ?? 0, only: only, action: action)
    }

    private static func action(
        _ key: String, _ value: YAMLValue, when: Scenario.Moment?
    ) throws(ScenarioError) -> Scenario.Action {
        if let disturbance = Scenario.Disturbance(rawValue: key) {
            return .disturb(disturbance, try value.choice(), when: when)
        }
        guard when == nil else { throw value.fail("cannot have 'when'; only kill, crash and pause can") }
        switch key {
        case "order": return .order(try plan(value, value.fields("name", "items", "customer", "postcode", "pay", "payloadStyle")))
        case "orders": return try group(value)
        case "pay": return .pay(try value.text())
        case "cancel": return .cancel(try value.text())
        case "start": return .start(try value.choice())
        case "resume": return .resume(try value.choice())
        case "hold": return try hold(value)
        case "release": return .release(try value.choice())
        case "duplicate": return .duplicate(try value.choice())
        case "carrier": return try carrier(value)
        case "corrupt": return try corrupt(value)
        case "fail": return try fail(value)
        case "mend": return .mend(try value.choice())
        case "retry":
            let fields = try value.fields("deadLetter", "at")
            return .retryDeadLetter(
                try fields.required("deadLetter", in: value).choice(), at: try fields.required("at", in: value).choice())
        case "edit": return try edit(value)
        case "silence":
            let fields = try value.fields("event", "order", "for")
            let moment = Scenario.Moment(
                type: try fields.required("event", in: value).choice(), order: try fields["order"]?.text())
            return .silence(moment, lasting: try fields.required("for", in: value).duration())
        case "resumeSaga": return .resumeSaga(order: try value.text())
        default: return try wait(value)
        }
    }

    private static func plan(_ value: YAMLValue, _ fields: [String: YAMLValue]) throws(ScenarioError) -> Scenario.OrderPlan {
        Scenario.OrderPlan(
            name: try fields.required("name", in: value).orderName(),
            customer: try fields["customer"]?.identifier() ?? "C-1",
            items: try fields.required("items", in: value).items(),
            postcode: try fields["postcode"]?.text() ?? "10115",
            pay: try fields["pay"]?.flag() ?? true,
            payloadStyle: try fields["payloadStyle"]?.choice())
    }

    private static func group(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Action {
        let fields = try value.fields("name", "count", "items", "customer", "postcode", "pay", "payloadStyle")
        let count = try fields.required("count", in: value).number(1...ScenarioReader.largestGroup)
        return .orders(count: count, try plan(value, fields))
    }

    /// `hold: StockReserved`, or with an order: `hold: {type: StockReserved, order: A}`.
    private static func hold(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Action {
        guard value.isMapping else { return .hold(try value.choice(), order: nil) }
        let fields = try value.fields("type", "order")
        return .hold(try fields.required("type", in: value).choice(), order: try fields["order"]?.text())
    }

    private static func corrupt(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Action {
        let fields = try value.fields("type", "order", "times")
        return .corrupt(
            try fields.required("type", in: value).choice(), order: try fields["order"]?.text(),
            times: try fields["times"]?.number(1...1_000_000))
    }

    private static func fail(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Action {
        let fields = try value.fields("type", "at", "order", "times")
        return .fail(
            try fields.required("type", in: value).choice(), at: try fields.required("at", in: value).choice(),
            order: try fields["order"]?.text(), times: try fields["times"]?.number(1...1_000_000))
    }

    private static func edit(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Action {
        let fields = try value.fields("deadLetter", "at", "set")
        let changes = try ScenarioReader.list(fields.required("set", in: value)) { change throws(ScenarioError) in
            try change.text()
        }
        return .editDeadLetter(
            try fields.required("deadLetter", in: value).choice(), at: try fields.required("at", in: value).choice(), set: changes
        )
    }

    static func carrier(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Action {
        let fields = try value.fields("id", "enabled")
        return .carrier(
            try fields.required("id", in: value).identifier(), enabled: try fields.required("enabled", in: value).flag())
    }

    private static func moment(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Moment {
        let fields = try value.fields("event", "order", "times")
        return Scenario.Moment(
            type: try fields.required("event", in: value).choice(), order: try fields["order"]?.text(),
            times: try fields["times"]?.number(1...1_000_000) ?? 1)
    }

    /// For a message, or for an order to reach a state.
    private static func wait(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Action {
        let fields = try value.fields("event", "state", "order", "times", "within", "deadLetter", "at", "attention")
        let within = try fields["within"]?.duration() ?? .seconds(20)
        if let letter = fields["deadLetter"] {
            return .waitForDeadLetter(try letter.choice(), at: try fields.required("at", in: value).choice(), within: within)
        }
        if let order = fields["attention"] { return .waitForAttention(order: try order.text(), within: within) }
        if let state = fields["state"] {
            guard fields["event"] == nil else { throw value.fail("names both an event and a state") }
            let order = try fields.required("order", in: value).text()
            return .wait(Scenario.Moment(type: try state.choice(OrderState.self).event, order: order), within: within)
        }
        guard let event = fields["event"] else { throw value.fail("needs 'event', or 'order' and 'state'") }
        let moment = Scenario.Moment(
            type: try event.choice(), order: try fields["order"]?.text(), times: try fields["times"]?.number(1...1_000_000) ?? 1)
        return .wait(moment, within: within)
    }
}

extension YAMLValue {
    /// Order names are part of correlation ids, so they are short and plain.
    fileprivate func orderName() throws(ScenarioError) -> String {
        let name = try text()
        guard name.utf8.count <= 32, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            throw fail("must be up to 32 letters, digits or _, not '\(name)'")
        }
        return name
    }
}

extension OrderState {
    /// The message that is published when an order reaches this state.
    var event: MessageType {
        switch self {
        case .created: .orderCreated
        case .paid: .orderPaid
        case .ready: .orderReady
        case .completed: .orderCompleted
        case .cancelled: .orderCancelled
        }
    }
}
