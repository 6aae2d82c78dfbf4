/// One line of an order as the customer pays it.
public struct OrderItem: Sendable, Hashable, Codable {
    /// Lines an order may have at most.
    public static let limitPerOrder = 500

    public var sku: SKU
    public var quantity: Quantity
    public var unitPrice: Money

    /// What all of them cost together. No items have no currency, so there is no sum of them.
    public static func total(of items: [OrderItem]) throws(MoneyError) -> Money {
        guard let first = items.first else { throw .notACurrency }
        var total = try Money(amount: 0, currency: first.unitPrice.currency)
        for item in items {
            let line = try item.unitPrice * item.quantity
            total = try total + line
        }
        return total
    }

    public init(sku: SKU, quantity: Quantity, unitPrice: Money) {
        self.sku = sku
        self.quantity = quantity
        self.unitPrice = unitPrice
    }
}

/// So many units of one SKU, where the price does not matter.
public struct ItemQuantity: Sendable, Hashable, Codable {
    public var sku: SKU
    public var quantity: Quantity

    public init(sku: SKU, quantity: Quantity) {
        self.sku = sku
        self.quantity = quantity
    }
}

/// What is missing of one SKU to serve an order: `requested` units are asked for, `available` can be had.
public struct Shortage: Sendable, Hashable, Codable {
    public var sku: SKU
    public var requested: Int
    public var available: Int

    public init(sku: SKU, requested: Int, available: Int) {
        self.sku = sku
        self.requested = requested
        self.available = available
    }
}
