import Contracts
import DeterministicSimulation
import DocketInstallation
import GRDB

/// How the orders of a story ended, and whether every promise was kept: read once, when nothing is left to happen.
struct Ends {
    struct End: Hashable {
        var state: String
        var reason: String?
        var paid: Int?
        var refunded: Int?
    }

    let orders: [Int: End]
    /// Units of each article on hand and shipped.
    let stock: [String: [Int]]
    /// Orders that a dead letter of theirs waits for a person about.
    let excused: Set<Int>
    private let strayDeadLetters: [String]
    private let needingAttention: [Int]

    init(_ inspector: Inspector, garbage: Set<String>) throws {
        let list = try inspector.rows("SELECT order_id, state, cancellation_reason, paid, refunded FROM orders.order_list")
        orders = list.reduce(into: [:]) {
            $0[$1[0] as Int] = End(state: $1[1], reason: $1[2], paid: $1[3], refunded: $1[4])
        }
        stock = try inspector.rows("SELECT sku, on_hand, shipped, reserved, packed FROM stock.stock_levels").reduce(into: [:]) {
            $0[$1[0] as String] = [$1[1] as Int, $1[2] as Int, $1[3] as Int, $1[4] as Int]
        }
        var (excused, strays): (Set<Int>, [String]) = ([], [])
        for row in try inspector.rows(Self.letters) where !garbage.contains(row["id"]) {
            let subject: String = row["subject"]
            if let order = Int(subject.dropFirst(6)) { excused.insert(order) } else { strays.append(subject) }
            if row["reason"] == "unreadable" { strays.append("\(row["id"] as String) (\(row["error"] as String))") }
        }
        self.excused = excused
        strayDeadLetters = strays
        needingAttention = try inspector.rows(
            "SELECT order_id FROM dispatch.sagas WHERE needs_attention OR plan <> '' ORDER BY order_id"
        ).map { $0[0] }
    }

    private static let letters = ServiceName.allCases.map(\.rawValue).map {
        "SELECT id, subject, reason, error FROM \($0).dead_letters WHERE state <> 'handled'"
    }
    .joined(separator: " UNION ALL ")

    /// Once faults have stopped, every order comes to exactly one end, by itself.
    func unfinished() -> [Finding] {
        let open = orders.filter { !excused.contains($0.key) && ["paid", "ready"].contains($0.value.state) }.sorted {
            $0.key < $1.key
        }
        return open.map { Finding(checker: "every-order-ends", text: "order \($0.key) is still \($0.value.state)") }
            + needingAttention.filter { !excused.contains($0) }.map {
                Finding(checker: "every-order-ends", text: "the saga of order \($0) is not done")
            } + strayDeadLetters.map { Finding(checker: "only-garbage-is-unreadable", text: "a dead letter about \($0)") }
    }

    /// What a customer was answered is so.
    func broken(_ promises: [Customers.Promise]) -> [Finding] {
        var wrong: [String] = []
        let known = promises.compactMap(\.id)
        if Set(known).count < known.count { wrong.append("two customers have the same order") }
        for (id, end) in orders.sorted(by: { $0.key < $1.key }) where !known.contains(where: { $0.rawValue == id }) {
            wrong.append("order \(id) (\(end.state)) was made, and its customer does not know of it")
        }
        for (customer, promise) in promises.enumerated() {
            guard let id = promise.id else {
                wrong.append("customer \(customer) was never answered")
                continue
            }
            guard let end = orders[id.rawValue] else {
                wrong.append("order \(id) was promised and is lost")
                continue
            }
            if promise.isPaid, end.paid == nil { wrong.append("the payment of order \(id) was taken and is lost") }
            if promise.isCancelled == true, end.state != "cancelled" {
                wrong.append("order \(id) was cancelled for its customer and is \(end.state)")
            }
            if promise.isCancelled == false, end.state == "cancelled" {
                wrong.append("order \(id) could not be cancelled for its customer and is cancelled all the same")
            }
            if promise.isPaid, end.state == "cancelled", end.refunded != end.paid {
                wrong.append("order \(id) is cancelled and its customer got back \(end.refunded ?? 0) of \(end.paid ?? 0)")
            }
        }
        return wrong.map { Finding(checker: "promises-kept", text: $0) }
    }
}
