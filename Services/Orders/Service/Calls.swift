package import Contracts
import Decisions
import EventSourcing
package import MessageProcessing
import OrdersDomain

/// `POST /orders`.
package struct NewOrder: Codable, Sendable {
    package var customerId: CustomerID
    package var items: [OrderItem]
    package var shipTo: Address
    /// Who leads the order; the service's default if absent.
    package var workflow: Workflow?
    /// How the payment is told to the others; the service's default if absent.
    package var payloadStyle: PayloadStyle?

    package init(
        customerId: CustomerID, items: [OrderItem], shipTo: Address, workflow: Workflow?, payloadStyle: PayloadStyle? = nil
    ) {
        self.customerId = customerId
        self.items = items
        self.shipTo = shipTo
        self.workflow = workflow
        self.payloadStyle = payloadStyle
    }
}

/// `POST /orders/{id}/payment`.
package struct Payment: Codable, Sendable {
    /// `nil` pays the total.
    package var amount: Money?

    package init(amount: Money? = nil) { self.amount = amount }
}

/// What customers ask of Orders, inside a step: the same whether it comes over HTTP or from a simulated customer.
///
/// Each throws a ``Refusal`` for what may not be done; nothing has happened then.
package struct OrdersCalls: Sendable {
    let handler: OrdersHandler

    package func create(_ order: NewOrder, _ workflow: Workflow, in context: Context) throws -> OrderView {
        guard let id = try OrdersTables(context.db).nextID() else {
            throw Refusal(.conflict, "there are no order numbers left")
        }
        let decision = OrderDecisions.create(
            id, customer: order.customerId, items: order.items, shipTo: order.shipTo, workflow: workflow,
            payloadStyle: order.payloadStyle ?? .stateTransfer, now: context.now)
        var created: StoredOrder?
        let refusal = try context.carryOut(decision, about: id) { events in
            created = try OrdersTables(context.db).append(events, to: id, nil, in: context)
        }
        if let refusal { throw refusal }
        guard let created else { throw Refusal(.conflict, "the order was not created") }
        return OrderView(created)
    }

    /// - Parameter version: Of the order as the caller saw it; `nil` if any will do.
    package func pay(
        _ id: OrderID, _ payment: Payment, expecting version: Int? = nil, in context: Context
    ) throws -> OrderView {
        try decide(about: id, expecting: version, in: context) {
            OrderDecisions.pay($0, amount: payment.amount, timeouts: handler.timeouts)
        }
    }

    /// Ends the order, if it is not past the pivot.
    ///
    /// - Parameter signature: Of a person who gives the order up for other reasons than the customer's; it is put on record.
    /// - Parameter version: Of the order as the caller saw it; `nil` if any will do.
    package func cancel(
        _ id: OrderID, by signature: Signature? = nil, expecting version: Int? = nil, in context: Context
    ) throws -> OrderView {
        let before = try OrdersTables(context.db).load(id)?.order.version
        let view = try decide(about: id, expecting: version, in: context) {
            OrderDecisions.cancel($0, because: signature == nil ? .customerRequest : .timedOut)
        }
        if let signature, view.version != before {
            try Interventions.add(.cancelOrder, by: signature, order: id, in: context)
        }
        return view
    }

    private func decide(
        about id: OrderID, expecting version: Int?, in context: Context,
        by decision: (OrderAggregate) -> Decision<[OrderEvent]>
    ) throws -> OrderView {
        // Another program that wrote to the stream is one more who changed the order first.
        let (order, refusal) = try Self.reporting(id) {
            try handler.decide(about: id, in: context) { order in
                guard let version, version != order.version else { return decision(order) }
                return .refuse(Self.stale(id, expected: version, actual: order.version))
            }
        }
        if let refusal { throw refusal }
        return OrderView(order)
    }

    private static func reporting<Result>(_ id: OrderID, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let conflict as VersionConflict {
            throw stale(id, expected: conflict.expected, actual: conflict.actual)
        }
    }

    private static func stale(_ id: OrderID, expected: Int, actual: Int) -> Refusal {
        Refusal(.stale, "order \(id) is at version \(actual), not at \(expected); look at it and decide again")
    }
}
