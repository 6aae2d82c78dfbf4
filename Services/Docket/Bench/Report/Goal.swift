/// What a figure is to reach, on a release build and two processors.
struct Goal: Sendable {
    /// On which side of a number the value has to lie.
    enum Bound: Sendable {
        case atLeast(Double)
        case below(Double)
    }

    /// `nil` if only the ratio counts.
    var value: Bound?
    /// The smallest ratio to the baseline; `nil` if only the value counts.
    var ratio: Double?

    /// The goal of a figure; `nil` for one without a goal.
    static func of(_ name: String) -> Goal? { all[name] }

    /// Whether the medians reach it. A goal for a ratio that was not measured is not reached.
    func isMet(by figure: Figure) -> Bool {
        let isValueMet =
            switch value {
            case .atLeast(let bound): figure.value >= bound
            case .below(let bound): figure.value < bound
            case nil: true
            }
        return isValueMet && ratio.map { bound in figure.ratio.map { $0 >= bound } ?? false } ?? true
    }

    /// `≥ 100,000, ratio ≥ 0.6`
    var text: String {
        let bound: String? =
            switch value {
            case .atLeast(let bound): "≥ " + bound.short
            case .below(let bound): "< " + bound.short
            case nil: nil
            }
        return [bound, ratio.map { "ratio ≥ " + $0.short }].compactMap(\.self).joined(separator: ", ")
    }
}

extension Goal {
    static let all: [String: Goal] = [
        "bus.append.batch256": Goal(value: .atLeast(100_000), ratio: 0.6),
        "bus.append.single": Goal(value: .atLeast(4_000), ratio: 0.8),
        "bus.append.processes4": Goal(ratio: 0.8),
        // No process starves: the slowest of the four still gets half of what is fair.
        "bus.append.processes4.fairness": Goal(value: .atLeast(0.5)),
        "bus.read": Goal(value: .atLeast(400_000)),
        "bus.hop.p50": Goal(value: .below(0.4)),
        "bus.hop.p99": Goal(value: .below(2)),
        "flow.drain.choreography": Goal(value: .atLeast(3_000)),
        "flow.drain.orchestration": Goal(value: .atLeast(2_000)),
        "flow.steady200.choreography.p50": Goal(value: .below(5)),
        "flow.steady200.choreography.p99": Goal(value: .below(25)),
        "flow.steady200.orchestration.p50": Goal(value: .below(5)),
        "flow.steady200.orchestration.p99": Goal(value: .below(25)),
        "flow.http": Goal(value: .atLeast(1_000)),
        "flow.million.ratio": Goal(value: .atLeast(0.9)),
        "idle.cpu": Goal(value: .below(1)),
        "memory.peak.orders": Goal(value: .below(100)),
        "memory.peak.stock": Goal(value: .below(100)),
        "memory.peak.shipping": Goal(value: .below(100)),
        "memory.peak.dispatch": Goal(value: .below(100)),
        // Of a log of a million messages.
        "console.state.p99": Goal(value: .below(20)),
        "console.answer.p99": Goal(value: .below(20)),
        "console.paint": Goal(value: .below(300)),
        "console.scrub.frames": Goal(value: .atLeast(60)),
        "console.live.frames": Goal(value: .atLeast(30)),
        "store.append": Goal(value: .atLeast(50_000)),
        "store.rehydrate": Goal(value: .atLeast(20_000)),
    ]
}

/// Docket's figure and that of the plain program, of one run.
struct Pair: Sendable {
    var docket: Double
    var plain: Double
}
