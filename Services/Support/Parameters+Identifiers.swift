import CompactJSON
package import Contracts
import Foundation
import Hummingbird
package import ServiceKit

extension ServiceRequestContext {
    /// The order a path names: `/orders/{id}`.
    ///
    /// - Throws: ``Problem`` (400) if it is no order number.
    package func orderID(_ name: String = "id") throws -> OrderID {
        guard let text = parameters.get(name), let id = Int(text).flatMap(OrderID.init(_:)) else {
            throw Problem(.malformedRequest, "an order id in a path is a whole number of 1 or more")
        }
        return id
    }

    /// The SKU, carrier or other named thing a path names: `/stock/{sku}`.
    ///
    /// - Throws: ``Problem`` (400) if it is no valid name.
    package func identifier<Kind>(_ name: String, as type: Identifier<Kind>.Type = Identifier<Kind>.self) throws -> Identifier<
        Kind
    > {
        // Hummingbird hands path parameters on as they came, percent-encoded.
        guard let id = parameters.get(name)?.removingPercentEncoding.flatMap({ Identifier<Kind>($0.normalized) }) else {
            throw Problem(.malformedRequest, "'\(name)' in the path is no valid name: \(Identifier<Kind>.rule)")
        }
        return id
    }
}
