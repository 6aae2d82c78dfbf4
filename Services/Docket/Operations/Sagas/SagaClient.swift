import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketInstallation
import ServiceKit

/// An order over all services: who coordinates it, its state, and what waits for a person about it.
struct SagaClient: Sendable {
    private struct Letter: Encodable {
        var service: ServiceName
        var letter: DeadLetterSummary
    }

    /// The state of an order, without anything that a customer wrote.
    private struct Order: Encodable {
        var orderId: OrderID
        var state: OrderState
        var mode: CoordinationMode
        var paid: Money?
        var refunded: Money?
        var cancellationReason: CancellationReason?

        init(_ view: OrderView) {
            (orderId, state, mode) = (view.orderId, view.state, view.mode)
            (paid, refunded, cancellationReason) = (view.paid, view.refunded, view.cancellationReason)
        }
    }

    private struct Standing: Encodable {
        var order: Order
        /// `nil` where no orchestrator coordinates it.
        var saga: SagaView?
        var deadLetters: [Letter]
        var needsAttention: Bool
    }

    let api: DocketAPI

    init(_ installation: Installation) {
        api = DocketAPI(installation)
    }

    func show(_ order: OrderID, json: Bool) async throws {
        let standing = try await look(at: order)
        if json { return try printJSON(standing) }
        let terminal = Terminal.standardOutput
        let (view, letters) = (standing.order, standing.deadLetters)
        terminal.write(terminal.paint("Order \(order)", .bold) + "  \(view.state.rawValue), \(view.mode.rawValue)")
        if let saga = standing.saga {
            terminal.write("  saga         \(saga.state)" + (saga.reason.map { ", because: \($0.rawValue)" } ?? ""))
            if !saga.compensating.isEmpty {
                terminal.write("  to be undone \(saga.compensating.joined(separator: ", "))")
            }
            if let attention = saga.attention { terminal.write(terminal.paint("  attention    \(attention)", .yellow)) }
        }
        for one in letters {
            let letter = one.letter
            terminal.write(
                terminal.paint(
                    "  dead letter  \(letter.type) at \(letter.position), \(letter.state) at \(one.service): \(letter.error)",
                    .yellow))
        }
        terminal.write(standing.needsAttention ? "  needs attention" : "  needs no attention")
    }

    /// Does it wherever the order is stuck: at the orchestrator if it coordinates the order, and to the dead letters about it.
    func act(_ action: SagaAction, on order: OrderID, _ body: SignedBody, json: Bool) async throws {
        let standing = try await look(at: order)
        do {
            if standing.order.mode == .orchestration, standing.saga != nil {
                try await actOnSaga(action, standing, body)
            } else if action == .compensate {
                _ = try await api.orders.giveUp(order, body)
            } else if standing.deadLetters.isEmpty {
                throw ToolFailure(
                    .failed, "order \(order) has no orchestrator and no dead letters: nothing to \(action.rawValue)")
            }
            for one in standing.deadLetters where action != .compensate {
                let client = api.client(of: one.service)
                if action == .close {
                    try await client.discardDeadLetter(one.letter.position, body)
                } else {
                    try await client.retryDeadLetter(one.letter.position, body)
                }
            }
        } catch let error as APIError {
            throw ToolFailure(error.isRetriable ? .tryLater : .failed, "\(error)")
        }
        try await show(order, json: json)
    }

    /// A saga past its waiting has nothing to resume; with letters about the order there is something to do all the same.
    private func actOnSaga(
        _ action: SagaAction, _ standing: Standing, _ body: SignedBody
    ) async throws(APIError) {
        do {
            _ = try await api.dispatch.act(action, on: standing.order.orderId, body)
        } catch  where error.status == 409 && action != .compensate && !standing.deadLetters.isEmpty {
            return
        }
    }

    private func look(at order: OrderID) async throws -> Standing {
        var query = DeadLetterQuery()
        query.order = order
        do {
            let view = try await api.orders.order(order)
            let saga = view.mode == .orchestration ? try await api.dispatch.saga(order) : nil
            var letters: [Letter] = []
            for service in ServiceName.allCases {
                letters += try await api.client(of: service).deadLetters(query).deadLetters.map {
                    Letter(service: service, letter: $0)
                }
            }
            let attention = saga?.needsAttention ?? false || letters.contains { $0.letter.state == "waiting" }
            return Standing(order: Order(view), saga: saga, deadLetters: letters, needsAttention: attention)
        } catch {
            throw ToolFailure(error.isRetriable ? .tryLater : .failed, "\(error)")
        }
    }
}
