import Contracts
import Decisions
import DocketClient

/// The `Idempotency-Key` and correlation id of each order: one for each order number of a batch.
///
/// Not made from the content: a load can be run again, also after bad rows were mended; what was sent before is recognised and not done
/// twice, and other content under a number that was sent is refused by the service. Another `--batch` makes new orders of the same file.
struct OrderKeys: Sendable {
    private let digest: Digest

    init(_ order: LoadOrder, mode: CoordinationMode?, payloadStyle: PayloadStyle? = nil, batch: String) {
        digest = Digest([batch, mode?.rawValue ?? "", order.number] + (payloadStyle.map { [$0.rawValue] } ?? []))
    }

    var creation: RequestLabels { labels("create") }
    var payment: RequestLabels { labels("pay") }
    var correlationID: String { "load-\(digest)" }

    private func labels(_ step: String) -> RequestLabels {
        RequestLabels(idempotencyKey: "load-\(digest)-\(step)", correlationID: correlationID)
    }
}

/// FNV-1a, 64 bits, over a list of texts: the same on every machine and in every run, unlike `Hasher`.
///
/// Good enough to tell one order from another; it does not withstand someone who wants two to collide.
package struct Digest: Sendable, Hashable, CustomStringConvertible {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init(_ parts: [String]) {
        for part in parts {
            for byte in part.utf8 { add(byte) }
            // Two parts are separated by a byte that UTF-8 never has: "ab","c" and "a","bc" differ.
            add(0xFF)
        }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
