package import Contracts
import Decisions
package import Messaging
package import ShippingDomain

/// What people ask of Shipping, inside a step: the same whether it comes over HTTP or from a simulation.
package enum ShippingCalls {
    /// Puts a carrier on duty or off it.
    ///
    /// - Throws: ``Refusal`` if there is no such carrier.
    package static func switchCarrier(_ id: CarrierID, on enabled: Bool, in context: Context) throws -> Carrier {
        try ShippingHandler().execute(.switchCarrier(id, enabled: enabled), in: context)
        guard let carrier = try ShippingTables(context.db).carriers().first(where: { $0.id == id }) else {
            throw Refusal(.notFound, "there is no carrier \(id)")
        }
        return carrier
    }
}
