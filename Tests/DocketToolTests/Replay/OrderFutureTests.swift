import Contracts
@testable import DocketInstallation
@testable import DocketOperations
@testable import DocketRebuild
import DurableSQLite
import Foundation
import GRDB
import OrdersService
import Testing

/// What an order's future is said to be, held against what came.
struct OrderFutureTests {
    private struct Message {
        var position: Int64
        var order: OrderID
        var type: String
        var source: String
        var cause: OrderFuture.Cause?
    }

    private func messages(_ installation: TestInstallation) throws -> [Message] {
        try DatabaseQueue(path: "\(installation.path)/bus.db").read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT position, subject, type, source, causation_id, (SELECT type FROM messages AS c WHERE c.id = m.causation_id) AS cause
                    FROM messages AS m WHERE subject GLOB 'Order-*' ORDER BY position
                    """
            ).compactMap { row in
                let cause = (row["causation_id"] as String?).map { OrderFuture.Cause(id: $0, type: row["cause"]) }
                return OrderID(stream: row["subject"] as String).map {
                    Message(position: row["position"], order: $0, type: row["type"], source: row["source"], cause: cause)
                }
            }
        }
    }

    private func future(of order: OrderID, in installation: Installation) throws -> OrderFuture? {
        let queue = try DatabaseQueue(path: installation.database(of: .orders).path, configuration: .withRowChecksums())
        return try queue.read { db in try OrdersTables(db).load(order) }.map { try OrderFuture($0.order, in: installation) }
    }

    @Test func `the next message about an order is always among those that were foretold`() async throws {
        let installation = try await TestInstallation()
        var foretold = 0
        for message in try messages(installation) where message.position > 1 {
            try AsOf.position(message.position - 1).visit(Installation(path: installation.path)) { then in
                guard let future = try future(of: message.order, in: then) else {
                    #expect(message.type == "OrderCreated", "\(message)")
                    return
                }
                let isForetold = future.foretells(
                    message.type, by: String(message.source.dropFirst()), because: message.cause)
                #expect(isForetold, "\(message): \(future)")
                foretold += 1
            }
        }
        #expect(foretold > 40)
    }

    @Test func `an order that is over has no future, and one that is unpaid can be paid or cancelled`() async throws {
        let installation = try await TestInstallation()
        let here = Installation(path: installation.path)
        let completed = try #require(OrderID(Sample.completed))
        #expect(try #require(try future(of: completed, in: here)).isOver)
        let unpaid = try #require(OrderID(Sample.unpaid))
        let possible = try #require(try future(of: unpaid, in: here)).possible
        #expect(possible.map(\.of) == ["the customer pays", "the customer cancels"])
        #expect(possible.first?.messages == ["OrderPaid"] && possible.first?.followedBy.isEmpty == false)
    }
}
