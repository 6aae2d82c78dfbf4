/// A state that is folded from the entries of a log, and what it is folded from.
public protocol FoldedState: Sendable {
    /// What one place of the log means to the state. Keep it small and without references: all of them stay in memory.
    associatedtype Entry: Sendable
    mutating func apply(_ entry: Entry)
}

/// A log's state at any of its positions: folded once, with a snapshot every so many entries, and asked for without reading the log again.
///
/// The state at a position is the last snapshot before it, and the few entries since: what it costs does not depend on the length of the
/// log. A state should be small, such as counts; a million entries of 16 bytes take 24 MB, with a thousand snapshots beside them.
public struct FoldHistory<State: FoldedState>: Sendable {
    /// After the last entry.
    public private(set) var latest: State
    private let initial: State
    private let interval: Int
    private var positions: [Int64] = []
    private var entries: [State.Entry] = []
    /// The state after every `interval` entries.
    private var snapshots: [State] = []

    /// - Parameters:
    ///   - initial: Before the first entry.
    ///   - interval: Entries from one snapshot to the next: the most that an answer applies.
    public init(_ initial: State, interval: Int = 1_024) {
        (self.initial, latest, self.interval) = (initial, initial, max(1, interval))
    }

    public var count: Int { entries.count }
    /// The position of the last entry; `nil` if there is none.
    public var last: Int64? { positions.last }
    /// The position of the first entry; `nil` if there is none.
    public var first: Int64? { positions.first }

    /// Takes up the next entry of the log.
    ///
    /// - Returns: False if the position is not behind the last one: the entry is known already, and nothing has changed.
    @discardableResult
    public mutating func append(_ entry: State.Entry, at position: Int64) -> Bool {
        if let last, position <= last { return false }
        positions.append(position)
        entries.append(entry)
        latest.apply(entry)
        if entries.count.isMultiple(of: interval) { snapshots.append(latest) }
        return true
    }

    /// The state when the log had come to this position.
    public func state(at position: Int64) -> State {
        let end = count(upTo: position)
        guard end < count else { return latest }
        let known = end / interval
        var state = known == 0 ? initial : snapshots[known - 1]
        for entry in entries[(known * interval)..<end] { state.apply(entry) }
        return state
    }

    /// How many entries there are up to a position.
    public func count(upTo position: Int64) -> Int {
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The entries by their number, which counts from 0, each with its position.
    public subscript(_ numbers: Range<Int>) -> some BidirectionalCollection<(position: Int64, entry: State.Entry)> {
        numbers.clamped(to: 0..<count).lazy.map { (position: positions[$0], entry: entries[$0]) }
    }
}
