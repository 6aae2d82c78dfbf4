import Contracts
import Decisions
import EventSourcing
import Foundation
import GRDB
import OrdersDomain
@testable import OrdersService
import Testing

/// An order that is made from a snapshot is the order that its whole stream makes.
@Suite struct OrderSnapshotTests {
    @Test(arguments: 1...4) func `from a snapshot at any version comes the same order`(version: Int) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try #require(OrderID(try await world.order(2, .choreography)))
            try world.finish()
            try world[.orders].write { db in
                let whole = try #require(try OrdersTables(db).load(order))
                #expect(whole.order.version == 4)
                let events = try OrdersTables.store.loadStream(order.stream, in: db).prefix(version)
                let then = try #require(OrderAggregate.rehydrate(order, from: try events.map(EventCoding.decode)))
                try OrdersTables(db).takeSnapshot(StoredOrder(order: then, updatedAt: try #require(events.last).time))
                // Were it not read, this would change nothing below.
                let read = try #require(try OrdersTables.snapshots.load(order.stream, in: db))
                #expect(read.version == version)
                let again = try #require(try OrdersTables(db).load(order))
                #expect(again.order == whole.order)
                #expect(again.updatedAt == whole.updatedAt)
            }
        }
    }
}
