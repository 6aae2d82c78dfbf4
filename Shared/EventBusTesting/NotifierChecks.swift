import EventBus
import Foundation
import Testing

extension EventBusCheck {
    /// What every bus promises about waiting for news. See `Notifier`.
    static let waiting: [EventBusCheck] =
        [
            EventBusCheck("news that came before the wait makes it return at once") { bus throws in
                let notifier = try bus.makeNotifier()
                try bus.append([.made(id: "a")])
                expectNotified(notifier)
            },
            EventBusCheck("an append wakes every notifier") { bus throws in
                let notifiers = try (0..<3).map { _ in try bus.makeNotifier() }
                _ = try concurrently(Array(0...3)) { worker in
                    if worker == 3 { try bus.append([.made(id: "a")]) } else { expectNotified(notifiers[worker]) }
                }
            },
            EventBusCheck("a notifier can be notified by hand and is then silent again") { bus throws in
                let notifier = try bus.makeNotifier()
                notifier.notify()
                notifier.notify()
                expectNotified(notifier)
                let limit = Duration.milliseconds(30)
                #expect(ContinuousClock().measure { notifier.wait(atMost: limit) } >= .milliseconds(29), "it woke without news")
            },
            EventBusCheck("a message that is there already is no news") { bus throws in
                try bus.append([.made(id: "a")])
                let notifier = try bus.makeNotifier()
                try bus.append([.made(id: "a")])
                let limit = Duration.milliseconds(30)
                #expect(ContinuousClock().measure { notifier.wait(atMost: limit) } >= .milliseconds(29), "it woke without news")
            },
            EventBusCheck("no wake-up is lost when appends and waits race") { bus throws in
                // Each side appends only after it has seen the other's message: one lost wake-up, and both stand still.
                let rounds = 150
                _ = try concurrently(["ping", "pong"]) { me in
                    let notifier = try bus.makeNotifier()
                    var upTo: Position = 0
                    for round in 0..<rounds {
                        if me == "ping" { try bus.append([.made(id: "ping-\(round)", type: "ping")]) }
                        upTo = try waitForOne(of: me == "ping" ? "pong" : "ping", after: upTo, bus, notifier)
                        if me == "pong" { try bus.append([.made(id: "pong-\(round)", type: "pong")]) }
                    }
                }
                #expect(try bus.statistics().messages == Int64(2 * rounds))
            },
        ]
        + filters.enumerated().map { number, filter in
            EventBusCheck("a notifier for a filter wakes for its messages, from the first one on (filter \(number + 1))") {
                bus throws in
                // Appended before anybody waits: the writer has looked for a notifier of this kind and found none.
                try bus.append([.made(id: "before", type: "A")])
                let notifier = try bus.makeNotifier(for: filter)
                for number in 0..<3 {
                    try bus.append([.made(id: "C\(number)", type: "C"), .made(id: "A\(number)", type: "A")])
                    expectNotified(notifier)
                }
            }
        }

    private static let filters = [
        MessageFilter(types: ["A", "B"]), MessageFilter(byMode: ["choreography": ["A"]], otherwise: []),
        // No names for files: such a notifier wakes for everything.
        MessageFilter(types: ["A", "../A"]), MessageFilter(byMode: ["choreography": ["A"], "a/b": ["A"]], otherwise: []),
    ]

    private static func waitForOne(of type: String, after position: Position, _ bus: any EventBus, _ notifier: any Notifier)
        throws
        -> Position
    {
        var upTo = position
        while true {
            let page = try bus.read(after: upTo, types: [type], limit: 1)
            upTo = page.upTo
            if !page.messages.isEmpty { return upTo }
            expectNotified(notifier)
        }
    }
}
