import EventBus
import Foundation
import Testing

extension EventBusCheck {
    /// What every bus remembers of itself and of its publishers. See `EventBus.lastPublished(by:)`.
    static let history: [EventBusCheck] = [
        EventBusCheck("the last message of each publisher is known, before and after somebody acknowledges") { bus throws in
            #expect(try bus.lastPublished(by: "/writer") == nil)
            try bus.append([message("a", by: "/writer"), message("b", by: "/editor"), message("c", by: "/writer")])
            for _ in 0..<2 {
                #expect(try bus.lastPublished(by: "/writer") == Publication(position: 3, id: "c"))
                #expect(try bus.lastPublished(by: "/editor") == Publication(position: 2, id: "b"))
                #expect(try bus.lastPublished(by: "/nobody") == nil)
                try bus.acknowledge(2, by: "editor")
            }
            try bus.append([message("d", by: "/editor")])
            #expect(try bus.lastPublished(by: "/editor") == Publication(position: 4, id: "d"))
            #expect(try bus.lastPublished(by: "/writer") == Publication(position: 3, id: "c"))
        },
        EventBusCheck("a message that is appended again is not the last once more") { bus throws in
            try bus.append([message("a", by: "/writer"), message("b", by: "/writer")])
            try bus.append([message("a", by: "/writer")])
            #expect(try bus.lastPublished(by: "/writer") == Publication(position: 2, id: "b"))
        },
        EventBusCheck("compaction takes messages away, and not who published them") { bus throws in
            try bus.append([message("a", by: "/writer"), message("b", by: "/editor")])
            #expect(try bus.compact(upTo: 2) == 2)
            #expect(try bus.lastPublished(by: "/writer") == Publication(position: 1, id: "a"))
            #expect(try bus.lastPublished(by: "/editor") == Publication(position: 2, id: "b"))
        },
    ]

    private static func message(_ id: String, by source: String) -> Envelope {
        var envelope = Envelope.made(id: id)
        envelope.source = source
        return envelope
    }
}
