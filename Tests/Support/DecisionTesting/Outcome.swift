package import Decisions

/// What a test expects of a decision: everything but the wording of its reasons.
package enum Outcome<Change: Equatable & Sendable>: Equatable, Sendable {
    case advances(Change, publishes: [any Message] = [], timeout: Timeout = .keep)
    case ignored(publishes: [any Message] = [])
    case refused(Refusal.Code)

    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.advances(let change, let messages, let timeout), .advances(let other, let others, let otherTimeout)):
            change == other && messages.areEqual(to: others) && timeout == otherTimeout
        case (.ignored(let messages), .ignored(let others)): messages.areEqual(to: others)
        case (.refused(let code), .refused(let other)): code == other
        case (.advances, _), (.ignored, _), (.refused, _): false
        }
    }

    package init(_ decision: Decision<Change>) {
        self =
            switch decision {
            case .advance(let change, let publish, let timeout): .advances(change, publishes: publish, timeout: timeout)
            case .ignore(_, let publish): .ignored(publishes: publish)
            case .refuse(let refusal): .refused(refusal.code)
            }
    }
}

/// One row of a table of decisions: given a state, when this is asked, then that comes of it.
package struct Row<Given: Sendable, When: Sendable, Change: Equatable & Sendable>: Sendable, CustomStringConvertible {
    package var name: String
    package var given: Given
    package var when: When
    package var then: Outcome<Change>

    package init(_ name: String, given: Given, when: When, then: Outcome<Change>) {
        self.name = name
        self.given = given
        self.when = when
        self.then = then
    }

    package var description: String { name }
}
