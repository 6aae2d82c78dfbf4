public import Foundation

/// What is going to happen, by time. Of two things at the same time the one that was added first comes first.
public struct Timeline<Event> {
    private struct Entry {
        var time: Date
        var number: Int
        var event: Event

        func isBefore(_ other: Entry) -> Bool { time != other.time ? time < other.time : number < other.number }
    }

    // A binary heap.
    private var entries: [Entry] = []
    private var added = 0

    public init() {}

    /// At the same time those come first that were added first.
    public mutating func add(_ event: Event, at time: Date) {
        added += 1
        entries.append(Entry(time: time, number: added, event: event))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Of the next event; `nil` if there is none.
    public var nextTime: Date? { entries.first?.time }

    /// Takes the next event.
    public mutating func removeFirst() -> Event? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return first.event
    }

    /// Forgets all events.
    public mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        added = 0
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count && entries[child].isBefore(entries[least]) {
                least = child
            }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
