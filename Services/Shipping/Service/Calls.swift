package import Contracts
package import MessageProcessing
package import ShippingDomain

/// What people ask of Shipping, inside a step: the same whether it comes over HTTP or from a simulation.
package enum ShippingCalls {
    /// Puts a carrier on duty or off it. `nil` if there is no such carrier.
    package static func switchCarrier(_ id: CarrierID, on enabled: Bool, in context: Context) throws -> Carrier? {
        guard let before = try ShippingTables(context.db).carriers().first(where: { $0.id == id }) else { return nil }
        guard before.enabled != enabled else { return before }
        _ = try ShippingTables(context.db).setEnabled(enabled, for: id)
        try context.publish(.carrierAvailabilityChanged(CarrierAvailabilityChanged(carrierId: id, enabled: enabled)))
        return try ShippingTables(context.db).carriers().first { $0.id == id }
    }
}
