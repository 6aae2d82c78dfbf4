import Contracts
import Decisions
import EventBus
import Foundation
import GRDB
import Messaging
import OrdersService
import Synchronization
import Testing

/// Calls back to Orders without a network: a look into its database, for as long as Orders answers.
final class BackCalls: DetailSource {
    private struct State {
        var answers = true
        var failing = 0
        var asked: [String: Int] = [:]
    }

    private let orders: DatabaseQueue
    private let state = Mutex(State())

    init(to orders: DatabaseQueue) { self.orders = orders }

    /// False while Orders is away.
    var answers: Bool {
        get { state.withLock { $0.answers } }
        set { state.withLock { $0.answers = newValue } }
    }

    /// So many calls from now on get an answer that is of no use.
    var failing: Int {
        get { state.withLock { $0.failing } }
        set { state.withLock { $0.failing = newValue } }
    }

    /// Calls that were answered, for all orders.
    var answered: Int { state.withLock { $0.asked.values.reduce(0, +) } }

    struct Useless: Error {}

    private static let types = MessageTypes([OrderPaidNotification.self])

    func closed(at now: Date) -> Date? { nil }

    func details(of notices: [Envelope], at now: Date) -> [String: DetailAnswer] {
        Dictionary(notices.map { ($0.id, details(of: $0, at: now)) }, uniquingKeysWith: { first, _ in first })
    }

    private func details(of notice: Envelope, at now: Date) -> DetailAnswer {
        let (isThere, fails) = state.withLock { state in
            defer { state.failing = max(0, state.failing - 1) }
            return (state.answers, state.failing > 0)
        }
        guard isThere else { return .unavailable(until: now.addingTimeInterval(1), because: "Orders is away") }
        guard !fails else { return .failed(Useless()) }
        state.withLock { $0.asked[notice.subject, default: 0] += 1 }
        do {
            guard let notification = try Self.types.read(notice) as? OrderPaidNotification else {
                return .failed(Useless())
            }
            return .full(
                try orders.read { db in try PaymentDetails.of(notification.orderId, version: notification.version, in: db) })
        } catch {
            return .failed(error)
        }
    }
}
