import EventBus
import Foundation
import Testing

extension EventBusCheck {
    /// What every bus promises about reading. See `EventBus.read(after:matching:limit:)`.
    static let reading: [EventBusCheck] = [
        EventBusCheck("the log can be replayed from any position") { bus throws in
            let ids = (0..<10).map { "m\($0)" }
            let positions = try bus.append(ids.map { .made(id: $0) })
            for start in 0...10 {
                let after = start == 0 ? 0 : positions[start - 1]
                #expect(try bus.read(after: after, types: nil, limit: 100).messages.map(\.envelope.id) == Array(ids[start...]))
            }
        },
        EventBusCheck("a read stops at its limit and says where to go on") { bus throws in
            let positions = try bus.append((0..<7).map { .made(id: "m\($0)") })
            var seen: [String] = []
            var upTo: Position = 0
            for expected in [3, 3, 1, 0] {
                let page = try bus.read(after: upTo, types: nil, limit: 3)
                #expect(page.messages.count == expected)
                seen += page.messages.map(\.envelope.id)
                upTo = page.upTo
            }
            #expect(seen == (0..<7).map { "m\($0)" })
            #expect(upTo == positions.last)
        },
        EventBusCheck("a filter passes over other types, and over all of them at the end") { bus throws in
            let types = ["A", "B", "C", "A", "B", "C", "C", "C"]
            let positions = try bus.append(types.enumerated().map { .made(id: "m\($0)", type: $1) })

            let all = try bus.read(after: 0, types: ["A", "B"], limit: 10)
            #expect(all.messages.map(\.envelope.id) == ["m0", "m1", "m3", "m4"])
            #expect(all.upTo == positions.last)

            // Full: there may be more behind the last one, so it goes no further.
            let full = try bus.read(after: 0, types: ["A", "B"], limit: 3)
            #expect(full.messages.map(\.envelope.id) == ["m0", "m1", "m3"])
            #expect(full.upTo == positions[3])

            #expect(try bus.read(after: 0, types: ["Z"], limit: 10) == Page(messages: [], upTo: positions[7]))
            #expect(try bus.read(after: 0, types: [], limit: 10) == Page(messages: [], upTo: positions[7]))
        },
        EventBusCheck("a filter distinguishes modes, and knows what to take in one that it does not name") { bus throws in
            let modes = ["choreography", "orchestration", "anarchy"]
            let messages = modes.flatMap { mode in
                ["A", "B", "C"].map { Envelope.made(id: "\($0) \(mode)", type: $0, mode: mode) }
            }
            try bus.append(messages)
            let expected = ["A choreography", "B orchestration", "A anarchy", "B anarchy"]
            let page = try bus.read(after: 0, matching: byMode, limit: 10)
            #expect(page.messages.map(\.envelope.id) == expected)
            #expect(messages.filter(byMode.takes).map(\.id) == expected)
        },
        EventBusCheck("a page says whether anything stood behind it") { bus throws in
            try bus.append((0..<3).map { .made(id: "m\($0)", type: $0 == 1 ? "B" : "A") })
            #expect(try !bus.read(after: 0, types: nil, limit: 2).isEnd)
            #expect(try bus.read(after: 1, types: nil, limit: 2).isEnd)
            #expect(try bus.read(after: 0, types: ["B"], limit: 10).isEnd)
            #expect(try !bus.read(after: 0, types: ["B"], limit: 1).isEnd)
        },
        EventBusCheck("a rare type is found in a long log, and pages never go backwards") { bus throws in
            for batch in 0..<5 {
                try bus.append(
                    (0..<10_000).map { .made(id: "\(batch)-\($0)", type: $0 == 9_999 && batch == 4 ? "Rare" : "Usual") })
            }
            var upTo: Position = 0
            var found: [String] = []
            while upTo < 50_000 {
                let page = try bus.read(after: upTo, types: ["Rare"], limit: 10)
                #expect(page.isEnd == (page.upTo == 50_000))
                try #require(page.upTo > upTo)
                upTo = page.upTo
                found += page.messages.map(\.envelope.id)
            }
            #expect(found == ["4-9999"])
        },
        EventBusCheck("reading at the end or beyond it gives nothing and stays where it is") { bus throws in
            #expect(try bus.read(after: 0, types: nil, limit: 10) == Page(messages: [], upTo: 0))
            let last = try #require(try bus.append([.made(id: "a")]).last)
            #expect(try bus.read(after: last, types: nil, limit: 10) == Page(messages: [], upTo: last))
            #expect(try bus.read(after: last + 5, types: ["A"], limit: 10) == Page(messages: [], upTo: last + 5))
            #expect(try bus.read(after: 0, types: nil, limit: 0) == Page(messages: [], upTo: 0, isEnd: false))
        },
        EventBusCheck("whoever reads while others append sees every message once and in order") { bus throws in
            let writers = 4
            let each = 50
            let counts = try concurrently(Array(0...writers)) { worker in
                guard worker == writers else {
                    for number in 0..<each { try bus.append([.made(id: "\(worker)-\(number)")]) }
                    return 0
                }
                return try readWhileAppending(bus, until: writers * each)
            }
            #expect(counts.last == writers * each)
        },
    ]

    /// Taken in choreography: A. In orchestration: B. In any other mode: A and B.
    private static let byMode = MessageFilter(
        byMode: ["choreography": ["A"], "orchestration": ["B"]], otherwise: ["A", "B"])

    /// Returns how many messages it has seen, which is more than there are if one came twice.
    private static func readWhileAppending(_ bus: any EventBus, until count: Int) throws -> Int {
        let notifier = try bus.makeNotifier()
        var upTo: Position = 0
        var ids: Set<String> = []
        var seen = 0
        while ids.count < count {
            let page = try bus.read(after: upTo, types: nil, limit: 7)
            #expect(page.messages.allSatisfy { $0.position > upTo })
            ids.formUnion(page.messages.map(\.envelope.id))
            seen += page.messages.count
            upTo = page.upTo
            if page.messages.isEmpty { expectNotified(notifier) }
        }
        return seen
    }
}
