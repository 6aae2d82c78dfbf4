@testable import DocketCommandLine
@testable import DocketOperations
import EventBus
import Foundation
import SQLiteEventBus
import SystemPackage
import Testing

/// The log as `docket events` shows it.
struct EventsTests {
    private func all(
        _ installation: TestInstallation, from: Position = 1, types: Set<String>? = nil, order: Int? = nil, limit: Int = .max
    ) throws -> [RecordedEnvelope] {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        let subject = try order.map { try SubjectIndex(of: "Order-\($0)", directory: installation.path) }
        var feed = EventFeed(bus: bus, after: from - 1, types: types, subject: subject, left: limit)
        var messages: [RecordedEnvelope] = []
        while let next = try feed.next() { messages += next }
        return messages
    }

    @Test func `all of the log comes, oldest first`() async throws {
        let installation = try await TestInstallation()
        let count: Int? = try installation.value("bus", "SELECT count(*) FROM messages")
        #expect(try all(installation).map(\.position) == (1...Int64(try #require(count))).map { $0 })
    }

    @Test func `it begins at a position and stops after so many`() async throws {
        #expect(try await all(TestInstallation(), from: 5, limit: 3).map(\.position) == [5, 6, 7])
    }

    @Test func `only the types asked for come`() async throws {
        let messages = try await all(TestInstallation(), types: ["OrderPaid", "OrderCompleted"])
        #expect(messages.count == 10)
        #expect(Set(messages.map(\.envelope.type)) == ["OrderPaid", "OrderCompleted"])
    }

    @Test func `only the order asked for comes, by type too`() async throws {
        let installation = try await TestInstallation()
        let messages = try all(installation, order: 1)
        #expect(messages.count == 8 && messages.allSatisfy { $0.envelope.subject == "Order-1" })
        #expect(try all(installation, types: ["OrderPaid"], order: 1, limit: 1).map(\.envelope.id) == ["Order-1/OrderPaid"])
    }

    @Test func `what is published later comes later`() async throws {
        let installation = try await TestInstallation()
        let bus = try SQLiteEventBus(directory: installation.path)
        defer { bus.close() }
        var feed = EventFeed(bus: bus, after: try bus.statistics().last, types: nil, subject: nil, left: .max)
        #expect(try feed.next() == nil)
        var news = try #require(try all(installation).first).envelope
        news.id = "news"
        try bus.append([news])
        #expect(try feed.next()?.map(\.envelope.id) == ["news"])
    }

    @Test func `a line for people has place, time, service, type, subject and what it says`() async throws {
        let message = try #require(try await all(TestInstallation(), types: ["StockReserved"], limit: 1).first)
        let lines = EventLines(terminal: Terminal(.standardOutput, environment: ["NO_COLOR": "1"]), asCloudEvents: false)
        let line = try lines.line(message)
        #expect(line.hasSuffix("stock     StockReserved          Order-1       choreography   2 x MUG from MAIN"))
    }

    @Test func `a CloudEvent is one line that reads back as the message`() async throws {
        let message = try #require(try await all(TestInstallation(), order: 7).last)
        let lines = EventLines(terminal: Terminal(.standardOutput, environment: ["NO_COLOR": "1"]), asCloudEvents: true)
        let line = try lines.line(message)
        #expect(!line.contains("\n"))
        #expect(try EventLines.cloudEvents.decode(Data(line.utf8)).id == message.envelope.id)
    }
}
