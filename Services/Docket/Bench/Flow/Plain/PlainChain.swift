import Contracts
import Decisions
import DocketInstallation

/// The way of an order through the plain programs: the same services in the same order as in Docket, without what they decide.
struct PlainChain: Sendable {
    /// Who takes the message of each stage and publishes the next one. Stage 0 is the payment.
    let stages: [ServiceName]
    /// Saying this stage is saying that the order is ready.
    let ready: Int

    init(_ mode: CoordinationMode) {
        let toReady: [ServiceName] =
            switch mode {
            case .choreography: [.stock, .shipping, .orders]
            case .orchestration: [.dispatch, .stock, .dispatch, .shipping, .dispatch, .orders]
            }
        // What follows is the same in both modes: packed, dispatched, completed.
        stages = toReady + [.stock, .shipping, .orders]
        ready = toReady.count
    }

    /// The stages whose messages a service takes.
    func stages(of service: ServiceName) -> [Int] { stages.indices.filter { stages[$0] == service } }

    /// Who takes the message of this stage; `nil` after the last, and for messages without a consumer.
    func taker(of stage: Int) -> ServiceName? { stages.indices.contains(stage) ? stages[stage] : nil }
}
