import Decisions
import DeterministicSimulation
import DocketCommandLine
import Fulfilment
import FulfilmentSupport
import Messaging
import ServiceKit

/// What must have happened in a campaign that claims to have tried it: a path that was never taken was never tested.
package struct Sometimes {
    /// Every path that a long enough campaign with all faults in both modes takes.
    package static let expected: [String] = {
        let services = fulfilmentServices.map(\.name)
        var paths = FaultKind.allCases.map { "fault: \($0.rawValue)" }
        for mode in CoordinationMode.allCases.map(\.rawValue) {
            paths.append("end: completed, \(mode)")
            for reason in ["customerRequest", "stockShortage", "noCarrier", "timedOut"] {
                paths.append("end: cancelled, \(mode), \(reason)")
            }
            for what in ["units go back", "a booking is given up", "money goes back"] {
                paths.append("compensation: \(what) (\(mode))")
            }
        }
        for service in services {
            for what in [
                "duplicate", "delivered again much later", "waits behind a failing message", "a handling fails", "dead letter",
                "cannot write", "reordered",
            ] {
                paths.append("\(what): \(service)")
            }
            for boundary in StepBoundary.allCases { paths.append("crash \(boundary.rawValue): \(service)") }
        }
        paths += ["timeout fires: orders", "timeout fires: dispatch"]
        paths += ["reserving", "booking", "markingReady", "compensating"].map { "orchestrator: no answer while \($0)" }
        paths += ["StockReserved", "ShipmentBooked"].map { "orchestrator: late \($0) is undone" }
        paths += ["orchestrator: needs attention", "orchestrator: ready wins over a cancellation"]
        paths += ["orchestrator: hears of a cancellation before the payment", "orchestrator: hears of the payment too late"]
        paths.append("a dead letter is tried again")
        paths += ["customer: asks again", "customer: too late to cancel", "customer: cancels in time"]
        return paths.sorted()
    }()

    /// What happens in any handful of seeds.
    static let happy = Set(CoordinationMode.allCases.map { "end: completed, \($0.rawValue)" })

    /// How many seeds it takes until a path that never happened is a failure.
    static let enough = 1_000

    /// Paths and how often each was taken.
    private(set) var counts: [String: Int] = [:]
    /// Paths and in how many seeds.
    package private(set) var seeds: [String: Int] = [:]

    package init() {}

    mutating func add(_ paths: [String: Int]) {
        for (path, count) in paths {
            counts[path, default: 0] += count
            seeds[path, default: 0] += 1
        }
    }

    /// What should have happened and did not.
    package var missing: [String] { Self.expected.filter { counts[$0, default: 0] == 0 } }

    /// One line a path: in how many seeds, how often.
    var lines: [String] {
        Set(counts.keys).union(Self.expected).sorted().map { path in
            let count = counts[path, default: 0]
            let mark = count == 0 ? "never" : "\(count.grouped) times in \(seeds[path, default: 0].grouped) seeds"
            return "  " + path.padded(to: 58) + mark
        }
    }
}
