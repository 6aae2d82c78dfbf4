import Contracts
import Decisions

/// The `Idempotency-Key` and correlation id of each order: the same order of the same batch always has the same ones.
///
/// Made from what the order says, not from the file's name or its place in it. So a load that was interrupted can be run
/// again, also after bad rows were mended: what was sent before is recognised and not done twice. Another `--batch` makes
/// new orders of the same file.
struct OrderKeys: Sendable {
    private let digest: Digest

    init(_ order: LoadOrder, workflow: Workflow?, payloadStyle: PayloadStyle? = nil, batch: String) {
        let items = order.order.items.flatMap { ["\($0.sku)", "\($0.quantity)", "\($0.unitPrice)"] }
        digest = Digest(
            [batch, workflow?.rawValue ?? "", order.number, "\(order.order.customerId)"] + items
                + (payloadStyle.map { [$0.rawValue] } ?? []))
    }

    var creation: RequestLabels { labels("create") }
    var payment: RequestLabels { labels("pay") }
    var correlationID: String { "load-\(digest)" }

    private func labels(_ step: String) -> RequestLabels {
        RequestLabels(idempotencyKey: "load-\(digest)-\(step)", correlationID: correlationID)
    }
}
