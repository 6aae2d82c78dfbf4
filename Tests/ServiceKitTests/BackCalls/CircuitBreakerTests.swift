import Foundation
import FulfilmentSupport
import ServiceKit
import Testing

/// Given what happened, when a call is wanted, then it is let through or not, and this is the state of the circuit.
@Suite struct CircuitBreakerTests {
    enum Event: Sendable {
        /// A call is wanted at this second; true if it must be let through.
        case call(Double, Bool)
        case succeeds
        case fails(Double)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var events: [Event]
        var state: CircuitBreaker.State

        init(_ name: String, _ events: [Event], _ state: CircuitBreaker.State) {
            (testDescription, self.events, self.state) = (name, events, state)
        }
    }

    private static func at(_ second: Double) -> Date { Date(timeIntervalSince1970: 1_000 + second) }

    private static let opened: [Event] = [.fails(0), .fails(0), .fails(0)]

    static let cases = [
        Case("nothing has happened", [.call(0, true)], .closed(failures: 0)),
        Case("two failures are not enough", [.fails(0), .fails(0), .call(0, true)], .closed(failures: 2)),
        Case("a success in between starts the count over", [.fails(0), .fails(0), .succeeds, .fails(0)], .closed(failures: 1)),
        Case("three in a row open it", opened + [.call(0, false)], .open(until: at(1))),
        Case("it stays open until the pause is over", opened + [.call(0.99, false)], .open(until: at(1))),
        Case("then one call is let through", opened + [.call(1, true)], .halfOpen),
        Case("and only one", opened + [.call(1, true), .call(1, false), .call(100, false)], .halfOpen),
        Case("its success closes it", opened + [.call(1, true), .succeeds, .call(1, true)], .closed(failures: 0)),
        Case(
            "its failure opens it for twice as long", opened + [.call(1, true), .fails(1), .call(2.9, false)], .open(until: at(3))
        ),
        Case(
            "and again, up to the longest pause",
            opened + [.call(1, true), .fails(1), .call(3, true), .fails(3), .call(7, true), .fails(7), .call(11.9, false)],
            .open(until: at(12))),
        Case(
            "after a success the pause is short again",
            opened + [.call(1, true), .fails(1), .call(3, true), .succeeds] + [.fails(9), .fails(9), .fails(9)],
            .open(until: at(10))),
        Case("a call that began before it opened changes nothing by failing", opened + [.fails(0.5)], .open(until: at(1))),
        Case("and closes it by succeeding", opened + [.succeeds, .call(0.5, true)], .closed(failures: 0)),
    ]

    @Test(arguments: cases) func `the circuit's state is as its table says`(_ given: Case) {
        var circuit = CircuitBreaker(failureLimit: 3, pause: 1, longestPause: 5)
        for event in given.events {
            switch event {
            case .call(let second, let isAdmitted): #expect(circuit.admits(at: Self.at(second)) == isAdmitted)
            case .succeeds: circuit.succeeded()
            case .fails(let second): circuit.failed(at: Self.at(second))
            }
        }
        #expect(circuit.state == given.state)
    }

    @Test func `it says until when calls are useless`() {
        var circuit = CircuitBreaker(failureLimit: 1, pause: 2, longestPause: 5)
        #expect(circuit.closed(at: Self.at(0)) == nil)
        circuit.failed(at: Self.at(0))
        #expect(circuit.closed(at: Self.at(1)) == Self.at(2))
        #expect(circuit.closed(at: Self.at(2)) == nil)
        #expect(circuit.level == 2)
    }
}
