import CompactJSON
import Contracts
import Decisions
import DocketCommandLine
import Foundation
import Instants
import OrdersDomain
import OrdersService

/// An order and its history as a person reads them: how it stood, then each event with what it changed.
struct OrderText {
    let history: OrderHistory
    let terminal: Terminal
    let personalData: PersonalDataView

    var lines: [String] { heading + history.events.flatMap(event) }

    private var heading: [String] {
        let order = history.order
        let state = "  \(order.state.rawValue), \(order.mode.rawValue), version \(order.version)"
        var rows = [("customer", order.customerId.rawValue)]
        rows += order.items.map { ("item", "\($0.quantity) x \($0.sku) at \($0.unitPrice)") }
        rows.append(("total", "\(order.total)"))
        if let paid = order.paid { rows.append(("paid", "\(paid)")) }
        if let refunded = order.refunded { rows.append(("refunded", "\(refunded)")) }
        if let reason = order.cancellationReason { rows.append(("cancelled", "because: \(reason.rawValue)")) }
        rows.append(("as of", order.updatedAt.description))
        return [terminal.paint("Order \(history.orderId)", .bold) + state]
            + rows.map { "  \($0.0.padded(to: 12))\($0.1)" }
    }

    private func event(_ event: OrderHistory.Event) -> [String] {
        let title = terminal.paint("version \(event.version)  \(event.type)", .bold)
        let place = terminal.paint("\(event.time.timestamp)  position \(event.position)", .dim)
        return ["", "\(title)  \(place)"] + event.changes.map(change)
    }

    private func change(_ change: OrderHistory.Change) -> String {
        let name = change.field.padded(to: 20)
        return switch (change.before.map(personalData.visible), change.after.map(personalData.visible)) {
        case (nil, let after): terminal.paint("  + \(name)", .green) + Self.text(after)
        case (let before, nil): terminal.paint("  - \(name)", .red) + Self.text(before)
        case (let before, let after): terminal.paint("  ~ \(name)", .yellow) + "\(Self.text(before)) → \(Self.text(after))"
        }
    }

    /// A JSON value, in a few words.
    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: "nothing"
        case .string(let text)?: text
        case .array(let values)?: values.map { text($0) }.joined(separator: ", ")
        case .object(let members)?: money(members) ?? item(members) ?? words(members)
        case let value?: value.canonicalText
        }
    }

    private static func money(_ members: [String: JSONValue]) -> String? {
        guard case .integer(let amount)? = members["amount"], let currency = members["currency"]?.text else { return nil }
        // No amount that Docket wrote fails to be one.
        return (try? Money(amount: amount, currency: currency)).map { "\($0)" }
    }

    private static func item(_ members: [String: JSONValue]) -> String? {
        guard case .integer(let quantity)? = members["quantity"], let sku = members["sku"]?.text else { return nil }
        return "\(quantity) x \(sku)" + (members["unitPrice"].map { " at \(text($0))" } ?? "")
    }

    private static func words(_ members: [String: JSONValue]) -> String {
        members.sorted { $0.key < $1.key }.map { text($0.value) }.joined(separator: ", ")
    }
}
