import Contracts
import DecisionTesting
import Decisions
import DispatchOrchestratorDomain

/// What may reach the saga of an order.
enum Happening: String, Sendable, CaseIterable {
    case paid, reserved, short, released, booked, bookingFailed, shipmentCancelled, ready, orderCancelled, completed
    /// No answer: the watch fires.
    case silence

    /// `nil` for ``silence``.
    var message: Message? {
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

/// The saga of one order, played happening by happening, with its watch.
struct Story: Sendable {
    static let patience = Patience(stepTimeout: 10, repeats: 2)

    private(set) var saga: Saga?
    /// Set while an answer is waited for: how long, and how often it was set for this step.
    private(set) var watch: (seconds: Double, attempt: Int)?
    /// Every command that was sent, in order.
    private(set) var asked: [Message] = []
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

    /// Somebody resumes, compensates or closes it.
    mutating func intervene(_ act: (Saga, Patience) -> Decision<Saga>) {
        if let saga { carryOut(act(saga, Self.patience)) }
    }

    mutating func play(_ happening: Happening) {
        if let message = happening.message {
            carryOut(DispatchSaga.react(to: message, saga, patience: Self.patience))
        } else if let saga, let attempt = watch?.attempt {
            // A watch that fires has ended, unless it is set anew.
            watch = nil
            carryOut(DispatchSaga.watchFired(saga, attempt: attempt, patience: Self.patience))
        }
    }

    private mutating func carryOut(_ decision: Decision<Saga>) {
        guard case .advance(let next, let said, let watch) = decision else {
            ignored += 1
            return
        }
        saga = next
        asked += said.filter { $0.type.kind == .command }
        switch watch {
        case .keep: break
        case .end: self.watch = nil
        case .set(let seconds, let attempt): self.watch = (seconds, attempt)
        }
    }
}
