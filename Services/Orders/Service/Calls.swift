package import Contracts
package import Decisions
import EventSourcing
package import Messaging
import OrdersDomain

/// What customers ask of Orders, inside a step: the same whether it comes over HTTP or from a simulated customer.
///
/// Each throws a ``Refusal`` for what may not be done; nothing has happened then.
package struct OrdersCalls: Sendable {
    let handler: OrdersHandler

    package func create(_ order: NewOrder, _ mode: CoordinationMode, in context: Context) throws -> OrderView {
        guard let id = try OrdersTables(context.db).nextID() else {
            throw Refusal(.conflict, "there are no order numbers left")
        }
        let draft = OrderDraft(
            customerId: order.customerId, items: order.items, shipTo: order.shipTo, mode: mode,
            payloadStyle: order.payloadStyle ?? .stateTransfer, orderedAt: order.orderedAt)
        return try perform(.create(id, draft), about: id, in: context)
    }

    /// - Parameter version: Of the order as the caller saw it; `nil` if any will do.
    package func pay(
        _ id: OrderID, _ payment: Payment, expecting version: Int? = nil, in context: Context
    ) throws -> OrderView {
        try perform(.pay(id, amount: payment.amount), about: id, expecting: version, in: context)
    }

    /// Ends the order, if it is not past the pivot.
    ///
    /// - Parameter signature: Of a person who gives the order up for other reasons than the customer's; it is put on record.
    /// - Parameter version: Of the order as the caller saw it; `nil` if any will do.
    package func cancel(
        _ id: OrderID, by signature: Signature? = nil, expecting version: Int? = nil, in context: Context
    ) throws -> OrderView {
        let before = try OrdersTables(context.db).load(id)?.order.version
        let reason: CancellationReason = signature == nil ? .customerRequest : .givenUp
        let view = try perform(
            .cancel(id, reason, by: signature == nil ? .customer : .person), about: id, expecting: version, in: context)
        if let signature, view.version != before {
            try Interventions.add(.cancelOrder, by: signature, about: id.stream, in: context)
        }
        return view
    }

    private func perform(
        _ command: OrderCommand, about id: OrderID, expecting version: Int? = nil, in context: Context
    ) throws -> OrderView {
        do {
            let (order, refusal) = try handler.perform(command, expecting: version, in: context)
            if let refusal { throw refusal }
            guard let order else { throw Refusal(.notFound, "there is no order \(id)") }
            return OrderView(order)
        } catch let conflict as VersionConflict {
            // Another program that wrote to the stream is one more who changed the order first.
            throw Refusal.stale(id, expected: conflict.expected, actual: conflict.actual)
        }
    }
}

extension Intervention.Action {
    static let cancelOrder = Self(rawValue: "cancelOrder")
}
