import Contracts

/// How long orders took from paid to ready, as the log came to know it: one entry an order.
struct Durations: Sendable {
    private struct Taken {
        var position: Int64
        var mode: UInt8
        var microseconds: Int64
    }

    private static let paid = UInt8(Flow.states.firstIndex(of: .paid) ?? 0)
    private static let ready = UInt8(Flow.states.firstIndex(of: .ready) ?? 0)

    private var paidAt: [UInt32: Int64] = [:]
    private var taken: [Taken] = []

    mutating func take(_ entry: Flow.Entry, at position: Int64) {
        guard entry.isAboutOrder, entry.before != entry.after else { return }
        if entry.after == Self.paid {
            paidAt[entry.order] = entry.time
        } else if let paid = paidAt.removeValue(forKey: entry.order), entry.after == Self.ready {
            // A clock that was set back makes no order faster than at once.
            let time = max(0, entry.time.subtractingReportingOverflow(paid).partialValue)
            taken.append(Taken(position: position, mode: entry.mode, microseconds: time))
        }
    }

    /// Of the orders that had become ready by a position, mode by mode, in microseconds.
    func taken(upTo position: Int64) -> [[Int64]] {
        var result = [[Int64]](repeating: [], count: Flow.modes.count)
        for one in taken {
            // They are in the order of the log.
            guard one.position <= position else { break }
            if Int(one.mode) < result.count { result[Int(one.mode)].append(one.microseconds) }
        }
        return result
    }
}
