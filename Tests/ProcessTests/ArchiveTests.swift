import CompactJSON
import Contracts
import ContractSchemas
import Decisions
import DurableSQLite
import EventBus
import EventSourcing
import Foundation
import FulfilmentSupport
import GRDB
import Messaging
import OrdersDomain
@testable import OrdersService
import Testing

/// What programs of every version wrote is read by this one (Tests/Archive).
@Suite struct ArchiveTests {
    static let versions = [1, 2, 3]
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Archive").standardized

    private static func lines(_ version: Int, _ file: String) throws -> [Data] {
        try String(contentsOf: folder.appending(path: "\(version)/\(file)"), encoding: .utf8).split(separator: "\n").map {
            Data($0.utf8)
        }
    }

    private static func messages(_ version: Int) throws -> [any Message] {
        let coding = CloudEventCoding(schemas: SchemaCatalog.base)
        return try lines(version, "messages.jsonl").map { try MessageCatalog.types.read(try coding.decode($0)) }
    }

    @Test(arguments: versions) func `every message of the time is read, in its newest shape`(version: Int) throws {
        let messages = try Self.messages(version)
        #expect(messages.count == 69)
        #expect(Set(messages.map(\.typeName)).isSuperset(of: ["OrderCreated", "OrderCancelled"]))
        for message in messages.compactMap({ $0 as? OrderCreated }) {
            #expect((message.total == nil) == (version < 3))
            if version < 2 { #expect(message.orderedAt == message.createdAt) }
        }
    }

    /// Order 4 was cancelled by its customer, order 5 by a person, order 3 by the process.
    @Test(arguments: versions) func `who ended an order and why is what was known at the time`(version: Int) throws {
        let endings = try Self.messages(version).compactMap { $0 as? OrderCancelled }
        let known = Dictionary(uniqueKeysWithValues: endings.map { ($0.orderId.rawValue, $0) })
        #expect(known[4]?.by == .customer && known[4]?.reason == .customerRequest)
        #expect(known[3]?.by == .process && known[3]?.reason == .stockShortage)
        #expect(known[5]?.by == (version == 1 ? .process : .person))
        #expect(known[5]?.reason == (version == 1 ? .timedOut : .givenUp))
    }

    @Test(arguments: versions) func `the order's streams of the time make the orders that its messages tell of`(version: Int)
        async throws
    {
        try await World.run { world in
            try world[.orders].write { db in
                for line in try Self.lines(version, "events.jsonl") { try Self.insert(JSONValue(parsing: line), in: db) }
                let orders = try (1...12).compactMap { number in
                    try OrderID(number).flatMap { try OrdersTables(db).load($0) }?.order
                }
                #expect(
                    orders.map(\.state) == [OrderState.completed, .completed, .cancelled, .cancelled, .cancelled, .created]
                        + [.completed, .completed, .cancelled, .cancelled, .cancelled, .created])
                let endings = try Self.messages(version).compactMap { $0 as? OrderCancelled }
                for ending in endings {
                    let order = try #require(orders.first { $0.id == ending.orderId })
                    #expect(order.cancellationReason == ending.reason && order.cancelledBy == ending.by)
                }
                for created in try Self.messages(version).compactMap({ $0 as? OrderCreated }) {
                    let order = try #require(orders.first { $0.id == created.orderId })
                    #expect(order.details.orderedAt == created.orderedAt && order.details.createdAt == created.createdAt)
                }
                #expect(try Int.fetchOne(db, sql: "SELECT count(DISTINCT schema_version) FROM events") == (version == 1 ? 1 : 2))
            }
        }
    }

    private static func insert(_ event: JSONValue, in db: Database) throws {
        func integer(_ name: String) -> Int64? { if case .integer(let value) = event[name] { Int64(value) } else { nil } }
        try db.execute(
            sql: """
                INSERT INTO events (stream, version, type, schema_version, time, correlation_id, causation_id, data)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                event["stream"]?.text, integer("version"), event["type"]?.text, integer("schemaVersion"), integer("time"),
                event["correlationId"]?.text, event["causationId"]?.text, event["data"]?.canonicalText,
            ])
    }

    @Test func `an event of a version that is newer is refused, and says what to do`() async throws {
        try await World.run { world in
            try world[.orders].write { db in
                for line in try Self.lines(3, "events.jsonl") {
                    guard case .object(var event) = try JSONValue(parsing: line) else { continue }
                    if event["type"] == "OrderCancelled" { event["schemaVersion"] = 4 }
                    try Self.insert(.object(event), in: db)
                }
                let order: OrderID = 4
                #expect(throws: EventCoding.UnknownVersion.self) { try OrdersTables(db).load(order) }
            }
        }
    }
}
