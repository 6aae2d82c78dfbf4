package import Contracts
import DocketClient

/// One order to send, as a source gives it.
package struct LoadOrder: Sendable, Hashable {
    /// Its number in the file or generator; people see it, no service does.
    package var number: String
    package var order: NewOrder

    package init(number: String, order: NewOrder) {
        self.number = number
        self.order = order
    }
}

/// What a source gives next.
package enum SourceItem: Sendable, Hashable {
    case order(LoadOrder)
    case badRow(BadRow)
}

/// A line of the file that is left out, and why.
package struct BadRow: Sendable, Hashable, Codable {
    /// Counted from 1, the header included.
    package var line: Int
    package var reason: String
}

/// Where orders come from: a file or the generator. Gives one at a time, so that a large file never lies in memory whole.
package protocol OrderSource: Sendable {
    /// Identifies a source: goods are booked in once for each.
    var identity: Digest { get }
    /// Every SKU that occurs, sorted: what `--receive` books in.
    var skus: [SKU] { get }
    /// How many orders there will be.
    var count: Int { get }
    /// `nil` at the end.
    mutating func next() throws -> SourceItem?
}

extension OrderSource {
    package var identity: Digest { Digest(skus.map(\.rawValue)) }
}

/// What a shop would never send.
enum LoadLimits {
    static let linesPerOrder = 150
}
