import Contracts
import Decisions
import DispatchOrchestratorDomain
import OrdersDomain
import ShippingDomain
import StockDomain

/// Goes through every order in which one order's messages, timeouts and cancellation can arrive, up to a bound: breadth first, so that what
/// it finds it finds with the shortest history.
struct Explorer {
    struct Bounds: Codable {
        var cancellations = 1
        var earlyTimeouts = 2
        var deadLetters = 1
        /// States to look at in one situation at most.
        var states = 500_000
    }

    /// A defect, to see that it is found.
    enum Mutant: String, CaseIterable, Codable {
        case refundLeftOut, releaseLeftOut, bookingKept, readyAfterCancellation, noMarkOfCancellation

        var what: String {
            switch self {
            case .refundLeftOut: "a cancelled order's money is kept"
            case .releaseLeftOut: "units of a cancelled order are kept"
            case .bookingKept: "the booking of a cancelled order is kept"
            case .readyAfterCancellation: "an order becomes ready though it was cancelled"
            case .noMarkOfCancellation: "a cancellation that comes before the booking leaves no mark"
            }
        }
    }

    struct Finding: Codable {
        var mode: CoordinationMode
        var situation: String
        var what: String
        /// The shortest way there.
        var history: [String]
    }

    struct Outcome: Codable {
        var mode: CoordinationMode
        var situation: String
        var states: Int
        /// How the order can end, and in how many states it does.
        var ends: [String: Int]
        /// False if the bound on states was met.
        var isWhole: Bool
    }

    let bounds: Bounds
    let mutant: Mutant?

    func explore(_ situation: Situation) -> (outcome: Outcome, finding: Finding?) {
        var outcome = Outcome(mode: situation.mode, situation: situation.name, states: 0, ends: [:], isWhole: true)
        guard let start = ExploredWorld(situation, bounds: bounds, mutant: mutant) else { return (outcome, nil) }
        var worlds = [start]
        var came: [(from: Int, by: ExploredWorld.Move)?] = [nil]
        var known: Set<ExploredWorld> = [start]
        var next = 0
        while next < worlds.count {
            let world = worlds[next]
            if world.isQuiet {
                if let problem = QuietWorld(world).problem {
                    outcome.states = worlds.count
                    let history = Self.history(of: next, came)
                    return (outcome, Finding(mode: situation.mode, situation: situation.name, what: problem, history: history))
                }
                outcome.ends[QuietWorld(world).end, default: 0] += 1
            }
            for move in world.moves {
                let after = world.after(move)
                guard known.insert(after).inserted else { continue }
                guard worlds.count < bounds.states else {
                    outcome.isWhole = false
                    continue
                }
                worlds.append(after)
                came.append((next, move))
            }
            next += 1
        }
        outcome.states = worlds.count
        return (outcome, nil)
    }

    private static func history(of index: Int, _ came: [(from: Int, by: ExploredWorld.Move)?]) -> [String] {
        var (moves, at): ([String], Int) = ([], index)
        while let (from, move) = came[at] {
            moves.append(move.description)
            at = from
        }
        return moves.reversed()
    }
}

/// A world in which nothing is on its way and no timeout is set: what must hold there.
private struct QuietWorld {
    let world: ExploredWorld

    init(_ world: ExploredWorld) { self.world = world }

    private var isHeld: Bool { world.reservation?.state == .reserved || world.reservation?.state == .packed }

    /// What is wrong; `nil` if all is as it should be.
    var problem: String? { problemOfSaga ?? problemOfOrder }

    private var problemOfSaga: String? {
        guard let saga = world.saga, saga.phase.rawValue != world.order.state.rawValue else { return nil }
        return "the order is \(world.order.state.rawValue), and its saga ended as \(saga.phase.rawValue)"
    }

    private var problemOfOrder: String? {
        let order = world.order
        switch order.state {
        case .created: return isHeld ? "units are held for an order that is not paid" : nil
        case .paid, .ready: return "the order is \(order.state.rawValue), and nothing is left that could happen to it"
        case .completed:
            if order.refunded != nil { return "the order is completed and was refunded" }
            if world.reservation?.state != .shipped { return "the order is completed, and its units are not shipped" }
            return world.shipment?.state == .dispatched ? nil : "the order is completed, and its parcel is not dispatched"
        case .cancelled:
            if order.paid != order.refunded { return "the order is cancelled, and its money was not given back" }
            if isHeld || world.reservation?.state == .shipped { return "the order is cancelled, and its units are still held" }
            let isOut = world.shipment?.state == .booked || world.shipment?.state == .dispatched
            return isOut ? "the order is cancelled, and its parcel is still booked" : nil
        }
    }

    /// How the order ended, in words that both modes share.
    var end: String {
        world.order.state.rawValue + (world.order.refunded == nil ? "" : ", refunded")
    }
}
