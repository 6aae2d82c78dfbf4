import Contracts
import Decisions
import DecisionTesting
import DispatchOrchestratorDomain

/// What may reach the saga of an order.
enum Happening: String, Sendable, CaseIterable {
    case paid, reserved, short, released, booked, bookingFailed, shipmentCancelled, ready, orderCancelled, completed
    /// No answer: the timeout fires.
    case silence

    /// `nil` for ``silence``.
    var message: (any FulfilmentMessage)? {
        switch self {
        case .paid: Sample.message(.orderPaid)
        case .reserved: Sample.message(.stockReserved)
        case .short: Sample.message(.stockShortageDetected)
        case .released: Sample.message(.stockReleased)
        case .booked: Sample.message(.shipmentBooked)
        case .bookingFailed: Sample.message(.shipmentBookingFailed)
        case .shipmentCancelled: Sample.message(.shipmentCancelled)
        case .ready: Sample.message(.orderReady)
        case .orderCancelled: Sample.message(.orderCancelled)
        case .completed: Sample.message(.orderCompleted)
        case .silence: nil
        }
    }
}

/// The saga of one order, played happening by happening, with its timeout.
struct Story: Sendable {
    static let timeouts = TimeoutPolicy(stepTimeout: 10, repeats: 2)

    private(set) var saga: Saga?
    /// Set while an answer is waited for: how long, and how often it was set for this step.
    private(set) var timeout: (seconds: Double, attempt: Int)?
    /// Every command that was sent, in order.
    private(set) var asked: [any Message] = []
    /// Why each happening that changed nothing did not.
    private(set) var ignored = 0

    init() {}

    init(_ happenings: [Happening]) {
        for happening in happenings { play(happening) }
    }

    init(_ happenings: [Happening], thenClosed: Bool) {
        self.init(happenings)
        if thenClosed, let saga { carryOut(DispatchSaga.close(saga)) }
    }

    /// A person resumes, compensates or closes it.
    mutating func intervene(_ act: (Saga, TimeoutPolicy) -> Decision<Saga>) {
        if let saga { carryOut(act(saga, Self.timeouts)) }
    }

    mutating func play(_ happening: Happening) {
        if let message = happening.message {
            carryOut(Self.react(to: message, saga))
        } else if let saga, let attempt = timeout?.attempt {
            // A timeout that fires has ended, unless it is set anew.
            timeout = nil
            carryOut(DispatchSaga.timeoutFired(saga, attempt: attempt, timeouts: Self.timeouts))
        }
    }

    /// What the saga decides after a message about an order that is orchestrated.
    static func react(to message: any Message, _ saga: Saga?) -> Decision<Saga> {
        guard let command = sagaMessages.command(for: message, in: .orchestration) else {
            return .ignore(because: "nothing follows from it")
        }
        return DispatchSaga.decide(command, saga, timeouts: timeouts)
    }

    /// The names of the commands that were sent, in order.
    var askedNames: [String] { asked.map(\.typeName) }

    private mutating func carryOut(_ decision: Decision<Saga>) {
        guard case .advance(let next, let published, let timeout) = decision else {
            ignored += 1
            return
        }
        saga = next
        asked += published.filter { $0 is any CommandMessage }
        switch timeout {
        case .keep: break
        case .end: self.timeout = nil
        case .set(let seconds, let attempt): self.timeout = (seconds, attempt)
        }
    }
}
