package import Contracts
import DocketClient

/// One order to send, as a source gives it.
package struct LoadOrder: Sendable, Hashable {
    /// Its number in the file or generator; people see it, no service does.
    package var number: String
    package var order: NewOrder
    /// What the order is made of in its file: line, and for a reject file the text.
    var rows: [SourceRow] = []

    package init(number: String, order: NewOrder) {
        self.number = number
        self.order = order
    }
}

/// A row of a file as it stands there.
struct SourceRow: Sendable, Hashable {
    var line: Int
    var text: [UInt8]
}

/// What a source gives next.
package enum SourceItem: Sendable, Hashable {
    case order(LoadOrder)
    case leftOut(LeftOut)
}

/// An order that is left out whole, or rows that belong to no order.
package struct LeftOut: Sendable, Hashable {
    /// `nil` for rows without the number of an order.
    package var number: String?
    /// All that is wrong with it.
    package var badRows: [BadRow]
    var rows: [SourceRow] = []
}

/// A line of the file, and why it cannot be sent.
package struct BadRow: Sendable, Hashable, Codable {
    /// Counted from 1, the header included.
    package var line: Int
    package var reason: String
}

/// Where orders come from: a file or the generator. Gives one at a time, so that a large file never lies in memory whole.
package protocol OrderSource: Sendable {
    /// Goods are booked in once for each of these. A file that was mended, or what is left of it, is the same source.
    var name: String { get }
    /// Every SKU that occurs, sorted: what `--receive` books in.
    var skus: [SKU] { get }
    /// How many orders there will be.
    var count: Int { get }
    /// What a reject file begins with; empty if it needs nothing.
    var header: [UInt8] { get }
    /// `nil` at the end.
    mutating func next() throws -> SourceItem?
}

extension OrderSource {
    package var name: String { "file" }
    package var header: [UInt8] { [] }
}

/// What the services take of an order.
enum LoadLimits {
    /// What is wrong with an order of these items, to be read after its name; `nil` for nothing.
    static func problem(with items: [OrderItem]) -> String? {
        if items.isEmpty { return "has no item" }
        if items.count > OrderItem.limitPerOrder {
            return "has \(items.count) lines, and an order takes \(OrderItem.limitPerOrder) at most"
        }
        do {
            _ = try OrderItem.total(of: items)
            return nil
        } catch {
            return "cannot be added up: \(error.rawValue)"
        }
    }
}
