package import Contracts
import Decisions
package import DocketInstallation
import DurableSQLite
import Foundation
import FulfilmentSupport
package import GRDB
import Instants
import Messaging
package import OrdersDomain
import OrdersService

/// What can still happen to an order, as the services' own decisions and tables of messages have it, from the files alone.
package struct OrderFuture: Encodable, Sendable {
    /// A message that a service takes and has not handled.
    package struct Delivery: Encodable, Sendable {
        var service: String
        var message: String
        /// Of the log; `nil` for one that is decided and not there yet.
        var position: Int64?
        /// It is a dead letter: it waits for a person.
        var waitsForPerson = false
    }

    package struct Wait: Encodable, Sendable {
        var service: String
        var due: Date
        /// Times that it has been set for the same step before.
        var attempt: Int
        /// The message that led to its being set: what the timeout leads to belongs to the same conversation, and names it as its cause.
        var causationId: String?
    }

    /// What a decision would come to.
    package struct Consequence: Encodable, Sendable {
        /// Who or what would ask for it.
        var of: String
        var events: [String]
        var messages: [String]
        /// The services that follow those messages.
        var followedBy: [String]
    }

    var orderId: Int
    var state: OrderState
    var mode: CoordinationMode
    var deliveries: [Delivery] = []
    /// Decided, and not on the log yet.
    package private(set) var unpublished: [String] = []
    var timeouts: [Wait] = []
    /// What may be asked for now, and what it would lead to.
    var possible: [Consequence] = []

    /// Nothing is on its way, nothing is waited for, and nothing may be asked.
    var isOver: Bool { deliveries.isEmpty && unpublished.isEmpty && timeouts.isEmpty && possible.isEmpty }

    /// A message of the log about the order.
    package struct Published: Sendable {
        var position: Int64
        var id: String
        var type: String
        /// By the message itself: an unknown producer may write of another than the order's.
        var mode: CoordinationMode?

        package init(position: Int64, id: String, type: String, mode: String) {
            (self.position, self.id, self.type, self.mode) = (position, id, type, CoordinationMode(rawValue: mode))
        }
    }

    package init(_ order: OrderAggregate, in installation: Installation) throws {
        let log = try ServiceDatabase.openReadOnly(installation.bus)
        let messages = try log.read { db in
            try Row.fetchAll(
                db, sql: "SELECT position, id, type, mode FROM messages WHERE subject = ? ORDER BY position",
                arguments: [order.id.stream]
            ).map {
                Published(
                    position: try $0.decode(atIndex: 0), id: try $0.decode(atIndex: 1), type: try $0.decode(atIndex: 2),
                    mode: try $0.decode(atIndex: 3))
            }
        }
        try self.init(order, messages) { service, look in
            let file = installation.database(of: service)
            guard FileManager.default.fileExists(atPath: file.path) else { return }
            try ServiceDatabase.openReadOnly(file).read(look)
        }
    }

    /// The same of an order that is loaded first; `nil` if there is none.
    package init?(
        of id: OrderID, _ messages: [Published], reading: (ServiceName, (Database) throws -> Void) throws -> Void
    ) throws {
        var order: OrderAggregate?
        try reading(.orders) { order = try OrdersTables($0).load(id)?.order }
        guard let order else { return nil }
        try self.init(order, messages, reading: reading)
    }

    /// - Parameters:
    ///   - messages: Those about the order, in the order of the log.
    ///   - reading: Opens the database of a service, if there is one, and lets it be looked at.
    package init(
        _ order: OrderAggregate, _ messages: [Published], reading: (ServiceName, (Database) throws -> Void) throws -> Void
    ) throws {
        (orderId, state, mode) = (order.id.rawValue, order.state, order.details.mode)
        let policy = TimeoutPolicy()
        let decisions: [(String, Decision<[OrderEvent]>)] = [
            ("the customer pays", OrderDecisions.pay(order, amount: nil, timeouts: policy)),
            ("the customer cancels", OrderDecisions.cancel(order, because: .customerRequest, by: .customer)),
            ("the others cannot serve it", OrderDecisions.giveUp(order, because: .timedOut)),
        ]
        // An order that nobody pays for is not given up by the others: they do not know of it.
        possible = decisions.filter { state != .created || $0.0 != decisions[2].0 }.compactMap(consequence)
        for service in ServiceName.allCases {
            try reading(service) { try look(at: service, messages, subject: order.id.stream, in: $0) }
        }
        timeouts.sort { $0.due < $1.due }
    }

    /// What led to a message.
    package struct Cause: Sendable {
        package var id: String
        /// `nil` if it is not in the log.
        package var type: String?

        package init(id: String, type: String?) { (self.id, self.type) = (id, type) }
    }

    /// Whether this may be the next message about the order.
    ///
    /// - Parameters:
    ///   - publisher: The service that publishes it.
    ///   - cause: `nil` for what begins with a call.
    package func foretells(_ type: String, by publisher: String, because cause: Cause?) -> Bool {
        if unpublished.contains(type) { return true }
        let isOfTimeout = timeouts.contains { $0.service == publisher && $0.causationId == cause?.id }
        if isOfTimeout { return true }
        if MessageType(rawValue: type)?.kind == .record {
            // What a person does is about a message that waits there, or that fails there first.
            return deliveries.contains { $0.service == publisher }
        }
        guard let cause else { return possible.contains { $0.messages.contains(type) } }
        return deliveries.contains { $0.service == publisher && $0.message == cause.type }
    }

    private func consequence(_ name: String, _ decision: Decision<[OrderEvent]>) -> Consequence? {
        guard case .advance(let events, let messages, _) = decision else { return nil }
        let names = messages.map(\.typeName)
        let followers = ServiceName.allCases.filter { service in
            names.contains { service.descriptor.subscription.takes($0, of: mode) }
        }
        return Consequence(
            of: name, events: events.map { String("\($0)".prefix { $0 != "(" }) }, messages: names,
            followedBy: followers.map(\.rawValue))
    }

    private mutating func look(at service: ServiceName, _ messages: [Published], subject: String, in db: Database) throws {
        let waiting = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT position, type FROM dead_letters WHERE subject = ? AND state = 'waiting'"),
            arguments: [subject])
        let letters = try Dictionary(
            waiting.map { (try $0.decode(Int64.self, atIndex: 0), try $0.decode(String.self, atIndex: 1)) },
            uniquingKeysWith: { first, _ in first })
        let subscription = service.descriptor.subscription
        for message in messages where message.mode.map({ subscription.takes(message.type, of: $0) }) == true {
            let isHandled = try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM inbox WHERE message_id = ?)"), arguments: [message.id])
            guard isHandled != true, letters[message.position] == nil else { continue }
            deliveries.append(Delivery(service: service.rawValue, message: message.type, position: message.position))
        }
        // Also what an unknown producer wrote, of a type that the service does not take.
        for (position, type) in letters.sorted(by: { $0.key < $1.key }) {
            deliveries.append(Delivery(service: service.rawValue, message: type, position: position, waitsForPerson: true))
        }
        // A message stays in the outbox a little longer than its way to the log takes.
        let known = Set(messages.map(\.id))
        for row in try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, type FROM outbox WHERE subject = ?"), arguments: [subject])
        {
            let (id, type): (String, String) = (try row.decode(atIndex: 0), try row.decode(atIndex: 1))
            guard !known.contains(id) else { continue }
            unpublished.append(type)
            for other in ServiceName.allCases where other.descriptor.subscription.takes(type, of: mode) {
                deliveries.append(Delivery(service: other.rawValue, message: type, position: nil))
            }
        }
        for row in try Row.fetchAll(
            db.cachedStatement(sql: "SELECT due, attempt, causation_id FROM timers WHERE subject = ?"), arguments: [subject])
        {
            timeouts.append(
                Wait(
                    service: service.rawValue, due: Date(microsecondsSince1970: try row.decode(atIndex: 0)),
                    attempt: try row.decode(atIndex: 1), causationId: try row.decode(atIndex: 2)))
        }
    }

    /// In one line, for a report.
    package var summary: String {
        let parts =
            deliveries.map { "\($0.message) at \($0.service)" } + unpublished.map { "\($0) on its way to the log" }
            + timeouts.map { "timeout of \($0.service)" } + possible.map { "if \($0.of)" }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }

    var lines: [String] {
        let heading = "Order \(orderId)  \(state.rawValue), \(mode.rawValue)"
        guard !isOver else { return [heading, "  nothing more can happen to it"] }
        let coming = deliveries.map { delivery in
            let place = delivery.position.map { "position \($0)" } ?? "not on the log yet"
            let how = delivery.waitsForPerson ? "waits for a person at" : "will be taken by"
            return "  next     \(delivery.message) \(how) \(delivery.service) (\(place))"
        }
        let waits = timeouts.map { wait in
            let set = wait.attempt == 0 ? "" : ", asked \(wait.attempt) times before"
            return "  timeout  of \(wait.service) at \(wait.due.timestamp)\(set), if nothing comes before"
        }
        return [heading] + unpublished.map { "  next     \($0) is published" } + coming + waits
            + possible.map { one in
                let followers = one.followedBy.isEmpty ? "" : "; followed by \(one.followedBy.joined(separator: ", "))"
                return
                    "  if       \(one.of): \(one.events.joined(separator: ", ")), \(one.messages.joined(separator: ", "))\(followers)"
            }
    }
}
