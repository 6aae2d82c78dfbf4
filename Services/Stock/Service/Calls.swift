package import Contracts
package import Messaging
import ServiceKit
import StockDomain

extension Delivery {
    /// - Throws: `Problem` (invalid request).
    func check() throws {
        guard (1...Self.itemLimit).contains(items.count) else {
            throw Problem(.invalidRequest, "a delivery lists 1 to \(Self.itemLimit) items, not \(items.count)")
        }
        guard items.allSatisfy({ (0...100_000_000).contains($0.unitWeightGrams ?? 0) }) else {
            throw Problem(.invalidRequest, "unitWeightGrams is 0 to 100,000,000")
        }
    }
}

/// What people ask of Stock, inside a step: the same whether it comes over HTTP or from a simulation.
package enum StockCalls {
    package static func receive(_ delivery: Delivery, in context: Context) throws -> StockLevels {
        try StockHandler().execute(.receive(delivery.items), in: context)
        return StockLevels(levels: try StockTables(context.db).levels(of: delivery.items.map(\.sku)).sorted { $0.sku < $1.sku })
    }
}
