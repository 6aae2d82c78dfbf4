import BusTesting
import EventBus
import Foundation
import Synchronization
import Testing

/// What every bus promises about waiting for news. See ``EventBus/Bell``.
///
/// None of these measures a time. A bell that is lost shows as a wait of ``patience``, which no test has to wait for otherwise.
@Suite struct BellComplianceTests {
    static let patience = Duration.seconds(30)

    @Test(arguments: BusUnderTest.allCases)
    func `news that came before the wait makes it return at once`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            let bell = try bus.makeBell()
            try bus.append([.made(id: "a")])
            expectRing(bell)
        }
    }

    @Test(arguments: BusUnderTest.allCases)
    func `an append wakes every bell`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            let bells = try (0..<3).map { _ in try bus.makeBell() }
            _ = try concurrently(Array(0...3)) { worker in
                if worker == 3 { try bus.append([.made(id: "a")]) } else { expectRing(bells[worker]) }
            }
        }
    }

    @Test(arguments: BusUnderTest.allCases)
    func `a bell can be rung by hand and is then silent again`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            let bell = try bus.makeBell()
            bell.ring()
            bell.ring()
            expectRing(bell)
            let limit = Duration.milliseconds(30)
            #expect(ContinuousClock().measure { bell.wait(atMost: limit) } >= .milliseconds(29), "it rang without news")
        }
    }

    @Test(arguments: BusUnderTest.allCases)
    func `a message that is there already is no news`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            try bus.append([.made(id: "a")])
            let bell = try bus.makeBell()
            try bus.append([.made(id: "a")])
            let limit = Duration.milliseconds(30)
            #expect(ContinuousClock().measure { bell.wait(atMost: limit) } >= .milliseconds(29), "it rang without news")
        }
    }

    @Test(
        arguments: BusUnderTest.allCases,
        [
            MessageFilter(types: ["A", "B"]), MessageFilter(byWorkflow: ["choreography": ["A"]], otherwise: []),
            // No names for files: such a bell rings for everything.
            MessageFilter(types: ["A", "../A"]), MessageFilter(byWorkflow: ["choreography": ["A"], "a/b": ["A"]], otherwise: []),
        ])
    func `a bell for a filter rings for its messages, from the first one on`(bus: BusUnderTest, filter: MessageFilter) throws {
        try bus.run { bus throws in
            // Appended before anybody waits: the writer has looked for a bell of this kind and found none.
            try bus.append([.made(id: "before", type: "A")])
            let bell = try bus.makeBell(for: filter)
            for number in 0..<3 {
                try bus.append([.made(id: "C\(number)", type: "C"), .made(id: "A\(number)", type: "A")])
                expectRing(bell)
            }
        }
    }

    @Test(arguments: BusUnderTest.allCases)
    func `no wake-up is lost when appends and waits race`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            // Each side appends only after it has seen the other's message: one lost wake-up, and both stand still.
            let rounds = 150
            _ = try concurrently(["ping", "pong"]) { me in
                let bell = try bus.makeBell()
                var upTo: Position = 0
                for round in 0..<rounds {
                    if me == "ping" { try bus.append([.made(id: "ping-\(round)", type: "ping")]) }
                    upTo = try waitForOne(of: me == "ping" ? "pong" : "ping", after: upTo, bus, bell)
                    if me == "pong" { try bus.append([.made(id: "pong-\(round)", type: "pong")]) }
                }
            }
            #expect(try bus.statistics().messages == Int64(2 * rounds))
        }
    }

    private func waitForOne(of type: String, after position: Position, _ bus: any EventBus, _ bell: any Bell) throws -> Position {
        var upTo = position
        while true {
            let page = try bus.read(after: upTo, types: [type], limit: 1)
            upTo = page.upTo
            if !page.messages.isEmpty { return upTo }
            expectRing(bell)
        }
    }
}

/// Waits for the bell, and fails if nobody rings it: a wait that only ran out would pass for one that was ended.
func expectRing(_ bell: any Bell, _ location: SourceLocation = #_sourceLocation) {
    let waited = ContinuousClock().measure { bell.wait(atMost: BellComplianceTests.patience) }
    #expect(waited < BellComplianceTests.patience, "nobody rang", sourceLocation: location)
}
