import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Foundation
import GRDB
import Instants
import Messaging
import Synchronization

/// A handler around a handler. What it does not change it passes on.
protocol WrappedHandler: MessageHandler {
    var base: any MessageHandler { get }
}

extension WrappedHandler {
    var service: String { base.service }
    var subscription: Subscription { base.subscription }
    var types: [any Message.Type] { base.types }
    func handle(_ message: any Message, in context: Context) throws { try base.handle(message, in: context) }
    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {
        try base.timeoutFired(for: subject, attempt: attempt, in: context)
    }
}

/// Which messages each service has handled since the last look, committed or not.
final class Journal: Sendable {
    private let ids = Mutex<[String: [String]]>([:])

    func note(_ id: String?, by service: String) {
        if let id { ids.withLock { $0[service, default: []].append(id) } }
    }

    func take(_ service: String) -> [String] { ids.withLock { $0.removeValue(forKey: service) ?? [] } }
}

struct JournalHandler: WrappedHandler {
    let base: any MessageHandler
    let journal: Journal

    func handle(_ message: any Message, in context: Context) throws {
        try base.handle(message, in: context)
        journal.note(context.origin.causationID, by: service)
    }
}

/// Takes a failure for a success, unless the disk is to blame.
struct CarelessHandler: WrappedHandler {
    let base: any MessageHandler

    func handle(_ message: any Message, in context: Context) throws {
        do {
            try base.handle(message, in: context)
        } catch is SimulatedFailure {
            context.ignore(because: "it failed")
        }
    }
}

struct SilentHandler: WrappedHandler {
    let base: any MessageHandler
    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {}
}

/// The orchestrator when it does not listen any more once it undoes.
struct DeafHandler: WrappedHandler {
    let base: any MessageHandler

    func handle(_ message: any Message, in context: Context) throws {
        if message is StockReserved || message is ShipmentBooked, let order = OrderID(stream: message.subject) {
            let phase = try String.fetchOne(
                context.db, sql: "SELECT phase FROM sagas WHERE order_id = ?", arguments: [order.rawValue])
            if phase == "compensating" || phase == "cancelled" { return }
        }
        try base.handle(message, in: context)
    }
}

/// Stock that decides by what was on the shelves when the batch began: all messages of one time are one batch here.
struct StaleHandler: WrappedHandler {
    let base: any MessageHandler
    let shelves = Shelves()

    final class Shelves: Sendable {
        struct Look {
            var time = Date.distantPast
            var onHand: [String: Int] = [:]
        }
        let seen = Mutex(Look())
    }

    func handle(_ message: any Message, in context: Context) throws {
        let real = try onHand(context.db)
        let stale = shelves.seen.withLock { seen in
            if seen.time != context.now { seen = Shelves.Look(time: context.now, onHand: real) }
            return seen.onHand
        }
        for (sku, units) in real {
            try set(sku, to: stale[sku] ?? units, context.db)
        }
        try base.handle(message, in: context)
        for (sku, units) in try onHand(context.db) {
            let before = real[sku] ?? 0
            try set(sku, to: before + units - (stale[sku] ?? before), context.db)
        }
    }

    private func onHand(_ db: Database) throws -> [String: Int] {
        try Row.fetchAll(db, sql: "SELECT sku, on_hand FROM stock_levels").reduce(into: [:]) {
            $0[$1[0] as String] = $1[1] as Int
        }
    }

    private func set(_ sku: String, to units: Int, _ db: Database) throws {
        try db.execute(sql: "UPDATE stock_levels SET on_hand = ? WHERE sku = ?", arguments: [units, sku])
    }
}

/// Decides about something else than what it was sent.
struct BentHandler: WrappedHandler {
    let base: any MessageHandler
    let change: @Sendable (any Message) -> any Message

    func handle(_ message: any Message, in context: Context) throws { try base.handle(change(message), in: context) }
}

/// Publishes before the transaction is over.
struct OpenSender: WrappedHandler {
    final class Buses: Sendable {
        private let buses = Mutex<[String: UnreliableBus]>([:])
        func add(_ service: SimulatedService) { buses.withLock { $0[service.name] = service.bus } }
        func of(_ service: String) -> UnreliableBus? { buses.withLock { $0[service] } }
    }

    let base: any MessageHandler
    let buses: Buses

    func handle(_ message: any Message, in context: Context) throws {
        let last = try Int64.fetchOne(context.db, sql: "SELECT max(sequence) FROM outbox") ?? 0
        try base.handle(message, in: context)
        let rows = try Row.fetchAll(context.db, sql: "SELECT * FROM outbox WHERE sequence > ?", arguments: [last])
        guard let bus = buses.of(service), !rows.isEmpty else { return }
        // If the bus takes nothing at the moment, the outbox has it still.
        _ = try? bus.append(rows.map(Self.envelope))
    }

    private static func envelope(_ row: Row) -> Envelope {
        let data: String = row["data"]
        return Envelope(
            id: row["id"], source: row["source"], type: row["type"], subject: row["subject"],
            time: Date(microsecondsSince1970: row["time"]), schemaVersion: row["schema_version"],
            correlationID: row["correlation_id"], causationID: row["causation_id"], mode: row["mode"],
            partitionKey: row["partition_key"], traceparent: row["traceparent"], data: Data(data.utf8))
    }
}
