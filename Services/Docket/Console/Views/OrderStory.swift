import CompactJSON
import Contracts
import DocketInstallation
import DocketOperations
import Messaging
import ServiceKit

/// One order at a position of the log: the same as `docket order show --json`, `docket trace --json` and `docket order next --json` say.
struct OrderStory: Encodable, Sendable {
    var orderId: OrderID
    /// The order as it was then, event by event; `nil` if it did not exist yet.
    var history: JSONValue?
    /// All that is known of it, up to now: what comes after the position is its future, as it came.
    var entries: [TraceEntry]
    /// What can still happen to it, from now.
    var next: OrderFuture?
    /// Up to here the order had come, in microseconds since 1970.
    var now: Int64
    /// An order of the other mode with the same contents, or the nearest by number.
    var twin: OrderID?

    /// - Throws: ``Problem`` (404) if there is no such order.
    static func load(_ id: OrderID, at position: Int64, _ installation: Installation, readsLogs: Bool = false) throws -> JSONValue
    {
        let trace = try Trace.load(.order(id), dataDirectory: installation.path, readsLogs: readsLogs)
        guard !trace.entries.isEmpty else { throw Problem(.notFound, "there is no order \(id)") }
        let reached = trace.entries.filter { $0.kind == .message && ($0.position ?? 0) <= position }.map(\.microseconds).max()
        let orders = OrdersFile(installation)
        let story = OrderStory(
            orderId: id, history: try orders.history(of: id, whenLogWasAt: position), entries: trace.entries,
            next: try orders.future(of: id, in: installation), now: reached ?? 0, twin: try orders.twin(of: id))
        return try JSONValue(parsing: MessageCoding.encode(story))
    }
}
