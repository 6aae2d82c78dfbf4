/// The kinds of misfortune that a seed may bring. Each is switched off whole in about half of all seeds: what hides in the shadow of
/// one fault shows where that fault is absent (swarm testing).
public enum FaultKind: String, Sendable, CaseIterable, Codable {
    /// A message is delivered twice in a row, or once more much later.
    case duplicate
    /// A message stays in its sender's outbox for a while.
    case delay
    /// Messages of different orders that leave together reach the bus in another order.
    case reorder
    /// A process dies at a boundary of a step, and starts again.
    case crash
    /// A service is away for long.
    case outage
    /// Messages of Shipping are delayed.
    case slowCarrier
    /// The carriers take nothing for a while.
    case carrierOutage
    /// Customers change their minds.
    case cancel
    /// The clock jumps forward, or is set back.
    case clock
    /// What should be undone cannot be undone for a while: the handler fails.
    case stubborn
    /// A service fails at every try of some types of message, so that they become dead letters; a person has them tried again later.
    case deadLetter
    /// Handling any message fails now and then.
    case flaky
    /// Something that is no message is written to the bus.
    case poison
    /// A service cannot write to its disk for a while.
    case disk
    /// The bus takes nothing for a while.
    case bus

    /// What goes wrong, for a report.
    public var meaning: String {
        switch self {
        case .duplicate: "messages are delivered twice, at once or much later"
        case .delay: "messages stay in the outbox for seconds or minutes"
        case .reorder: "messages about different things change places on their way"
        case .crash: "processes die at a boundary of a step, and start again"
        case .outage: "a service is away for up to ten minutes"
        case .slowCarrier: "bookings and hand-overs are told late"
        case .carrierOutage: "all carriers, or one, take nothing for a while"
        case .cancel: "customers cancel at any moment"
        case .clock: "the clock jumps forward, or is set back"
        case .stubborn: "compensations fail for a while"
        case .deadLetter: "messages become dead letters, and a person has them tried again"
        case .flaky: "handling a message fails now and then"
        case .poison: "an unknown producer writes what nobody can read"
        case .disk: "a service cannot write to its disk for a while"
        case .bus: "the bus takes nothing for a while"
        }
    }
}
