import Contracts
import Decisions
package import DocketInstallation
import DurableSQLite
import Foundation
import FulfilmentSupport
import GRDB
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
    var unpublished: [String] = []
    var timeouts: [Wait] = []
    /// What may be asked for now, and what it would lead to.
    var possible: [Consequence] = []

    /// Nothing is on its way, nothing is waited for, and nothing may be asked.
    var isOver: Bool { deliveries.isEmpty && unpublished.isEmpty && timeouts.isEmpty && possible.isEmpty }

    package init(_ order: OrderAggregate, in installation: Installation) throws {
        (orderId, state, mode) = (order.id.rawValue, order.state, order.details.mode)
        let policy = TimeoutPolicy()
        let decisions: [(String, Decision<[OrderEvent]>)] = [
            ("the customer pays", OrderDecisions.pay(order, amount: nil, timeouts: policy)),
            ("the customer cancels", OrderDecisions.cancel(order, because: .customerRequest, by: .customer)),
            ("the others cannot serve it", OrderDecisions.giveUp(order, because: .timedOut)),
        ]
        // An order that nobody pays for is not given up by the others: they do not know of it.
        possible = decisions.filter { state != .created || $0.0 != decisions[2].0 }.compactMap(consequence)
        let log = try ServiceDatabase.openReadOnly(installation.bus)
        let messages = try log.read { db in
            try Row.fetchAll(
                db, sql: "SELECT position, id, type FROM messages WHERE subject = ? ORDER BY position",
                arguments: [order.id.stream])
        }
        for service in ServiceName.allCases where FileManager.default.fileExists(atPath: installation.database(of: service).path)
        {
            try ServiceDatabase.openReadOnly(installation.database(of: service)).read { db in
                try look(at: service, messages, subject: order.id.stream, in: db)
            }
        }
        timeouts.sort { $0.due < $1.due }
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

    private mutating func look(at service: ServiceName, _ messages: [Row], subject: String, in db: Database) throws {
        let letters = try Set(
            Int64.fetchAll(
                db, sql: "SELECT position FROM dead_letters WHERE subject = ? AND state = 'waiting'", arguments: [subject]))
        for row in messages {
            let (position, type): (Int64, String) = (try row.decode(atIndex: 0), try row.decode(atIndex: 2))
            guard service.descriptor.subscription.takes(type, of: mode) else { continue }
            let isHandled =
                try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM inbox WHERE message_id = ?)",
                    arguments: [try row.decode(String.self, atIndex: 1)]) ?? false
            guard !isHandled || letters.contains(position) else { continue }
            deliveries.append(
                Delivery(service: service.rawValue, message: type, position: position, waitsForPerson: letters.contains(position))
            )
        }
        for type in try String.fetchAll(db, sql: "SELECT type FROM outbox WHERE subject = ?", arguments: [subject]) {
            unpublished.append(type)
            for other in ServiceName.allCases where other.descriptor.subscription.takes(type, of: mode) {
                deliveries.append(Delivery(service: other.rawValue, message: type, position: nil))
            }
        }
        for row in try Row.fetchAll(db, sql: "SELECT due, attempt FROM timers WHERE subject = ?", arguments: [subject]) {
            timeouts.append(
                Wait(
                    service: service.rawValue, due: Date(microsecondsSince1970: try row.decode(atIndex: 0)),
                    attempt: try row.decode(atIndex: 1)))
        }
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
