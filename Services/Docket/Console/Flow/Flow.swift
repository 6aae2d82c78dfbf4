import Contracts
import Decisions
import EventSourcing

/// Where all orders are, in both modes, as the log has it: what was published, how many orders are in which state, and which message about
/// each came last.
///
/// Every view of the console is a function of this, at one position of the log. It is counts only, so it is small.
struct Flow: FoldedState, Hashable {
    /// One message, as far as it matters here: 16 bytes.
    struct Entry: Sendable, Hashable {
        /// Microseconds since 1970.
        var time: Int64
        /// 0 if it is about no order.
        var order: UInt32
        var type: UInt8
        var mode: UInt8
        /// The type of the message about the same order that was the last before; ``none`` if there was none.
        var former: UInt8
        /// The order's state before and after, four bits each.
        var states: UInt8

        var before: UInt8 { states >> 4 }
        var after: UInt8 { states & 15 }
        var isAboutOrder: Bool { order != 0 }
    }

    static let none: UInt8 = 255
    /// In four bits.
    static let noState: UInt8 = 15

    static let types = MessageType.allCases
    static let modes = CoordinationMode.allCases
    static let states = OrderState.allCases
    /// What this program knows no name of: types and modes of unknown producers are counted together.
    static let otherType = UInt8(types.count)
    static let otherMode = UInt8(modes.count)

    private static let typesPlus = types.count + 1

    /// Of one mode.
    struct Counts: Sendable, Hashable {
        var published = [Int32](repeating: 0, count: Flow.typesPlus)
        /// Orders whose last message is of this type.
        var latest = [Int32](repeating: 0, count: Flow.typesPlus)
        var orders = [Int32](repeating: 0, count: Flow.states.count)
    }

    var messages = 0
    var time: Int64 = 0
    private(set) var counts = [Counts](repeating: Counts(), count: Self.modes.count + 1)

    mutating func apply(_ entry: Entry) {
        messages += 1
        time = entry.time
        let (mode, type) = (Int(entry.mode), Int(entry.type))
        counts[mode].published[type] += 1
        guard entry.isAboutOrder else { return }
        counts[mode].latest[type] += 1
        if entry.former != Self.none { counts[mode].latest[Int(entry.former)] -= 1 }
        guard entry.before != entry.after else { return }
        if entry.before != Self.noState { counts[mode].orders[Int(entry.before)] -= 1 }
        if entry.after != Self.noState { counts[mode].orders[Int(entry.after)] += 1 }
    }
}

/// Turns the messages of a log into entries: it remembers of each order what came last.
struct FlowReader: Sendable {
    private struct Known {
        var type: UInt8
        var state: UInt8
        var mode: UInt8
    }

    private static let typeNumbers = Dictionary(
        uniqueKeysWithValues: Flow.types.enumerated().map { ($1.rawValue, UInt8($0)) })
    private static let modeNumbers = Dictionary(
        uniqueKeysWithValues: Flow.modes.enumerated().map { ($1.rawValue, UInt8($0)) })
    /// By type: the state that an order has come to with it.
    private static let stateNumbers = Flow.types.map { type in
        type.payload.orderState.flatMap(Flow.states.firstIndex).map(UInt8.init) ?? Flow.noState
    }

    private var orders: [UInt32: Known] = [:]

    mutating func entry(time: Int64, type: String, mode: String, subject: String) -> Flow.Entry {
        let type = Self.typeNumbers[type] ?? Flow.otherType
        let mode = Self.modeNumbers[mode] ?? Flow.otherMode
        let order = OrderID(stream: subject).flatMap { UInt32(exactly: $0.rawValue) } ?? 0
        var entry = Flow.Entry(
            time: time, order: order, type: type, mode: mode, former: Flow.none, states: Flow.noState << 4 | Flow.noState)
        guard order != 0 else { return entry }
        let known = orders[order]
        // An order stays in the mode that it began in, whatever an unknown producer writes about it.
        entry.mode = known?.mode ?? mode
        entry.former = known?.type ?? Flow.none
        let before = known?.state ?? Flow.noState
        let after = Self.state(before, type)
        entry.states = before << 4 | after
        orders[order] = Known(type: type, state: after, mode: entry.mode)
        return entry
    }

    /// States follow one another as they are listed: what comes late, such as a payment after its cancellation, changes nothing.
    private static func state(_ before: UInt8, _ type: UInt8) -> UInt8 {
        guard type < stateNumbers.count, stateNumbers[Int(type)] != Flow.noState else { return before }
        return before == Flow.noState ? stateNumbers[Int(type)] : max(before, stateNumbers[Int(type)])
    }
}
