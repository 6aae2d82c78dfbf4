import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketInstallation

/// A scenario: what is in stock, what is done and broken, and how it must end. Read from YAML, see
/// `Scenarios/README.md` for the format.
struct Scenario: Sendable, Equatable {
    /// The file's name without its ending.
    var id: String
    var title: String
    /// What a reader should watch for.
    var story: String
    var settings = Settings()
    var stock: [ReceivedGoods] = []
    var steps: [Step] = []
    var expect = Expectation()

    /// What the services are started with, and how long the end may take.
    struct Settings: Sendable, Equatable {
        var stepTimeout: Duration?
        var stepRepeats: Int?
        /// How long to wait, after the last step, for the end to be as expected.
        var within: Duration = .seconds(20)
    }

    /// One thing that is done or waited for, in its turn.
    struct Step: Sendable, Equatable {
        /// Where it is in the file, for errors.
        var line: Int
        /// Left out when the orders of this run are led the other way.
        var only: CoordinationMode?
        var action: Action
    }

    enum Action: Sendable, Equatable {
        case order(OrderPlan)
        case orders(count: Int, OrderPlan)
        case pay(String)
        case cancel(String)
        /// To a process; with `when`, as soon as that is seen, while the run goes on.
        case disturb(Disturbance, ServiceName, when: Moment?)
        case start(ServiceName)
        case resume(ServiceName)
        case hold(MessageType, order: String?)
        case release(MessageType)
        case duplicate(MessageType)
        /// Messages that are against their contract when they reach the bus.
        case corrupt(MessageType, order: String?, times: Int?)
        /// Messages whose handling fails at a service.
        case fail(MessageType, at: ServiceName, order: String?, times: Int?)
        /// Ends what was corrupted and made to fail at a service.
        case mend(ServiceName)
        case carrier(CarrierID, enabled: Bool)
        case wait(Moment, within: Duration)
        /// That something is not published for this long.
        case silence(Moment, lasting: Duration)
        case waitForDeadLetter(MessageType, at: ServiceName, within: Duration)
        /// That the orchestrator says it needs a person.
        case waitForAttention(order: String, within: Duration)
        case retryDeadLetter(MessageType, at: ServiceName)
        /// A corrected copy: members of the data and their new values.
        case editDeadLetter(MessageType, at: ServiceName, set: [String])
        case resumeSaga(order: String)
    }

    enum Disturbance: String, Sendable, CaseIterable {
        /// SIGKILL, and it stays down until it is started.
        case kill
        /// SIGKILL, and it comes back by itself.
        case crash
        /// SIGSTOP.
        case pause
    }

    struct OrderPlan: Sendable, Equatable {
        var name: String
        var customer: CustomerID
        var items: [ItemQuantity]
        var postcode: String
        var pay: Bool
        /// Payload style of its payment; `nil` leaves it to the service.
        var payloadStyle: PayloadStyle?
    }

    /// That a message of this type was published this many times since the run began, about this order or any.
    struct Moment: Sendable, Equatable {
        var type: MessageType
        /// An order's name, or a group's: then those of all its orders count together.
        var order: String?
        var times = 1
    }

    /// How it must end.
    struct Expectation: Sendable, Equatable {
        var orders: [String: OrderEnd] = [:]
        /// For each group, how many of its orders end in each state.
        var groups: [String: [OrderState: Int]] = [:]
        var stock: [SKU: [StockField: Int]] = [:]
        /// Orders whose cancellation must have been refused.
        var refused: Set<String> = []
        /// How many messages of a type there must be in all.
        var events: [MessageType: Int] = [:]
    }

    struct OrderEnd: Sendable, Equatable {
        var state: OrderState
        var reason: CancellationReason?
        var refunded: Bool?
    }

    enum StockField: String, Sendable, CaseIterable {
        case received, onHand, reserved, packed, shipped
    }
}
