import Contracts

/// One order to send, as a source gives it.
struct LoadOrder: Sendable, Hashable {
    /// Its number in the file or generator; people see it, no service does.
    var number: String
    var order: NewOrder
}

/// What a source gives next.
enum SourceItem: Sendable, Hashable {
    case order(LoadOrder)
    case badRow(BadRow)
}

/// A line of the file that is left out, and why.
struct BadRow: Sendable, Hashable, Codable {
    /// Counted from 1, the header included.
    var line: Int
    var reason: String
}

/// Where orders come from: a file or the generator. Gives one at a time, so that a large file never lies in memory whole.
protocol OrderSource: Sendable {
    /// Tells one source from another: goods are booked in once for each.
    var identity: Digest { get }
    /// Every SKU that occurs, sorted: what `--receive` books in.
    var skus: [SKU] { get }
    /// How many orders there will be.
    var count: Int { get }
    /// `nil` at the end.
    mutating func next() throws -> SourceItem?
}

extension OrderSource {
    var identity: Digest { Digest(skus.map(\.rawValue)) }
}

/// What a shop would never send.
enum LoadLimits {
    static let linesPerOrder = 150
}
