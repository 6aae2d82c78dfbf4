import EventBus
import Foundation
import Testing

extension EventBusCheck {
    /// What every bus promises about what it keeps. See `EventBus.compact(upTo:)`.
    static let retention: [EventBusCheck] = [
        EventBusCheck("statistics have the size of the log and how far each consumer is behind") { bus throws in
            #expect(try bus.statistics().consumers == [])
            #expect(try bus.statistics().first == 0)
            try bus.append((0..<10).map { .made(id: "m\($0)") })
            try bus.acknowledge(10, by: "quick")
            try bus.acknowledge(4, by: "slow")
            let statistics = try bus.statistics()
            #expect(statistics.messages == 10)
            #expect(statistics.first == 1)
            #expect(statistics.last == 10)
            #expect(statistics.bytes > 0)
            #expect(statistics.consumers.map(\.name) == ["quick", "slow"])
            #expect(statistics.consumers.map(\.lag) == [0, 6])
        },
        EventBusCheck("what a consumer said last counts, even if it starts over") { bus throws in
            try bus.append((0..<10).map { .made(id: "m\($0)") })
            for position in [3, 8, 8, 2] as [Position] { try bus.acknowledge(position, by: "quick") }
            #expect(try bus.statistics().consumers.map(\.position) == [2])
            #expect(try bus.compact(upTo: 10) == 2)
        },
        EventBusCheck("compaction stops at the slowest consumer") { bus throws in
            try bus.append((0..<10).map { .made(id: "m\($0)") })
            try bus.acknowledge(7, by: "quick")
            try bus.acknowledge(4, by: "slow")
            #expect(try bus.compact(upTo: 2) == 2)
            #expect(try bus.compact(upTo: 9) == 4)
            let statistics = try bus.statistics()
            #expect(statistics.messages == 6)
            #expect(statistics.first == 5)
            #expect(try bus.read(after: 0, types: nil, limit: 1).messages.map(\.position) == [5])
        },
        EventBusCheck("a consumer that has needed everything so far holds all of it back") { bus throws in
            try bus.append([.made(id: "a")])
            try bus.acknowledge(0, by: "quick")
            #expect(try bus.compact(upTo: 1) == 0)
            #expect(try bus.statistics().messages == 1)
        },
        EventBusCheck("positions are never given twice, even when everything was removed") { bus throws in
            try bus.append((0..<5).map { .made(id: "m\($0)") })
            #expect(try bus.compact(upTo: 100) == 5)
            let empty = try bus.statistics()
            #expect((empty.messages, empty.first, empty.last) == (0, 0, 5))
            #expect(try bus.read(after: 0, types: nil, limit: 10).messages == [])
            #expect(try bus.append([.made(id: "next")]) == [6])
            #expect(try bus.read(after: 0, types: nil, limit: 10).messages.map(\.position) == [6])
        },
        EventBusCheck("a removed id is forgotten") { bus throws in
            try bus.append([.made(id: "a"), .made(id: "b")])
            try bus.compact(upTo: 1)
            #expect(try bus.append([.made(id: "b"), .made(id: "a")]) == [2, 3])
        },
        EventBusCheck("a long log is compacted to the end") { bus throws in
            for batch in 0..<3 { try bus.append((0..<9_000).map { .made(id: "\(batch)-\($0)") }) }
            #expect(try bus.compact(upTo: 26_000) == 26_000)
            #expect(try bus.statistics().messages == 1_000)
        },
    ]
}
