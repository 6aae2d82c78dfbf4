import DocketVerify
import Foundation
import Testing
import Verification

/// Files that are in order are found to be in order, at rest and in the middle of everything.
struct CleanTests {
    @Test func `files that the services wrote hold every invariant`() async throws {
        let report = try await TestInstallation().verify()
        #expect(report.violations == [])
        #expect(report.isDrained)
        #expect(report.checks.allSatisfy { $0.skipped == nil })
        #expect(report.checks.count == 42)
        #expect(report.totals.orders["choreography"] == ["completed": 1, "cancelled": 4, "created": 1])
        #expect(report.totals.orders["orchestration"] == report.totals.orders["choreography"])
        #expect(report.warnings == [])
    }

    @Test func `money and units add up in the totals`() async throws {
        let totals = try await TestInstallation().verify().totals
        let money = try #require(totals.money.first)
        #expect(totals.money.count == 1 && money.currency == "EUR")
        #expect(money.paid == 2 * (2_500 + 62_500 + 2_500 + 2_500))
        #expect(money.through == 2 * 2_500 && money.underWay == 0 && money.refunded == money.paid - money.through)
        #expect(totals.stock.received == 38 && totals.stock.onHand == 34 && totals.stock.shipped == 4)
    }

    @Test(arguments: ["orders", "stock", "shipping", "dispatch"])
    func `what a service has yet to do is no violation`(absent: String) async throws {
        let installation = try await TestInstallation { path in
            let workshop = try Workshop(path)
            try await workshop.post("/goods-in", #"{"items":[{"sku":"MUG","quantity":5}]}"#)
            for mode in ["choreography", "orchestration"] {
                for _ in 1...2 { try await workshop.post("/orders/\(workshop.order(mode))/payment") }
            }
            try workshop.drain(without: [absent])
            try workshop.close()
        }
        let report = try installation.verify()
        #expect(report.violations == [])
        #expect(!report.isDrained)
        #expect(report.backlog.waiting[absent] != nil)
        #expect(report.backlog.description.contains("waiting for \(absent)"))
        #expect(report.checks.filter { $0.skipped == "not drained" }.map(\.name).contains("orders-end"))
    }

    @Test func `what a stranger wrote to the bus, even if it is no JSON, is no word of a service`() async throws {
        let installation = try await TestInstallation()
        for (type, subject) in [("StockReceived", "SKU-MUG"), ("OrderRefunded", "Order-1")] {
            try installation.change(
                "bus",
                """
                INSERT INTO messages VALUES ((SELECT max(position) + 1 FROM messages), 0, 1, '\(type)', 'choreography', '/stranger',
                    '\(subject)', '', '\(type) of a stranger', '', 'nobody', '', '{', 0)
                """)
        }
        #expect(try installation.verify().violations == [])
    }

    @Test func `a message in an outbox counts as published`() async throws {
        let installation = try await TestInstallation()
        // As after a crash between the commit and the relay: the last word on an order has not left yet.
        let last: String? = try installation.value("bus", "SELECT type FROM messages ORDER BY position DESC LIMIT 1")
        #expect(last == "OrderCreated")
        try installation.change(
            "orders",
            """
            ATTACH '\(installation.path)/bus.db' AS bus;
            INSERT INTO outbox (id, type, subject, source, time, schema_version, correlation_id, causation_id, mode,
                partition_key, traceparent, data)
            SELECT id, type, subject, source, time, schema_version, correlation_id, causation_id, mode, partition_key,
                traceparent, data FROM bus.messages WHERE type = 'OrderCreated' ORDER BY position DESC LIMIT 1;
            """)
        try installation.change(
            "bus",
            """
            DELETE FROM messages WHERE position = (SELECT max(position) FROM messages);
            UPDATE consumers SET position = min(position, (SELECT max(position) FROM messages));
            UPDATE meta SET value = min(value, (SELECT max(position) FROM messages)) WHERE name = 'published';
            UPDATE publishers SET (position, id) =
                (SELECT position, id FROM messages WHERE source = publishers.source ORDER BY position DESC LIMIT 1)
            """)
        for service in ["orders", "stock", "shipping", "dispatch"] {
            try installation.change(
                service,
                "UPDATE checkpoint SET position = position - 1")
        }
        try installation.change(
            "orders",
            """
            ATTACH '\(installation.path)/bus.db' AS bus;
            UPDATE log_binding SET (published, published_id) =
                (SELECT position, id FROM bus.messages WHERE source = '/orders' ORDER BY position DESC LIMIT 1)
            """)
        // It has the last position that was given.
        try FileManager.default.removeItem(atPath: "\(installation.path)/bus.signal")
        let report = try installation.verify()
        #expect(report.violations == [])
        #expect(report.backlog.unsent == ["orders": 1])
    }
}
