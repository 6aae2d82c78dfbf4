public import CoreMetrics
import Decisions
import DurableSQLite
public import EventBus
public import Foundation
public import GRDB
public import Logging

/// Handles a service's messages, calls and timeouts, exactly once in effect. Written once, used by every service.
///
/// Each ``step()`` takes one batch through **one** transaction on the service's own database: inbox, handling, outbox, timeouts,
/// checkpoint; then it relays the outbox to the bus. A crash at any point leaves either nothing of a batch or all of it, and what
/// was committed but not relayed is relayed at the next start.
///
/// It belongs to the one thread that made it and steps it. Calls from other threads come in through ``Dependencies/calls``.
public final class MessageProcessor {
    /// What a processor is made of. All of it may be shared between threads.
    public struct Dependencies: Sendable {
        /// What the service does with a message.
        public var handler: any MessageHandler
        /// The service's own; no other program writes to it.
        public var database: any DatabaseWriter
        /// Where messages come from and go to.
        public var bus: any EventBus
        /// Calls from outside.
        public var calls: CallPort
        /// Time and chance.
        public var environment: ProcessEnvironment
        /// How often a message that fails is tried, and when.
        public var retry: RetryPolicy
        /// Faults that are switched on, for demonstrations and tests.
        public var faults: Faults
        /// One line for everything that was done.
        public var logger: Logger
        /// Where counts and times go.
        public var metrics: any MetricsFactory
        /// Who is asked for what a notice leaves out; `nil` if the handler takes notices as they are.
        public var details: (any DetailSource)?
        /// Looks at every message before it is published; `nil` trusts the code that publishes it.
        public var check: MessageCheck?
        /// Messages, and calls, that one transaction takes at most.
        public var batchLimit = 256
        /// Messages handed to the bus in one append.
        public var relayLimit = 1_000
        /// Called as a step passes each boundary: where a test lets it die. What it throws ends the step there and then.
        public var failpoint: @Sendable (StepBoundary) throws -> Void = { _ in }

        public init(
            handler: any MessageHandler, database: any DatabaseWriter, bus: any EventBus, calls: CallPort,
            environment: ProcessEnvironment = .real, retry: RetryPolicy = RetryPolicy(), faults: Faults = Faults(),
            logger: Logger,
            metrics: any MetricsFactory = NOOPMetricsHandler.instance
        ) {
            self.handler = handler
            self.database = database
            self.bus = bus
            self.calls = calls
            self.environment = environment
            self.retry = retry
            self.faults = faults
            self.logger = logger
            self.metrics = metrics
        }
    }

    /// Messages that a service may have committed and not yet published, at most: with more it takes no new work.
    public static let unpublishedLimit = Relay.limit + 1_000

    /// What one step came to.
    public struct StepReport: Sendable, Hashable {
        /// Messages, calls and timeouts that were taken up.
        public var handled: Int
        /// False if there may be more to do at once.
        public var isIdle: Bool
        /// When there is something to do even if no news comes.
        public var nextDue: Date?
    }

    /// How far the bus has been read.
    public private(set) var position: Position
    /// How far it was read when the checkpoint was last written; behind ``position`` only by messages of others.
    private var savedPosition: Position
    /// The position that was last acknowledged to the bus.
    private var acknowledgedPosition: Position = 0
    private let dependencies: Dependencies
    private let filter: MessageFilter
    private let types: MessageTypes
    private var relay: Relay
    private var retryQueue: (keys: [String: Int], nextDue: Date?)
    private var nextTimeout: Date?
    private var forgetting = Forgetting()
    private let log: StepLog
    private let metrics: ProcessorMetrics

    /// Continues from the state of the database: checkpoint, messages that were not relayed, messages in the retry queue, timeouts.
    public init(_ dependencies: Dependencies) throws {
        self.dependencies = dependencies
        filter = dependencies.handler.subscription.filter
        types = MessageTypes(dependencies.handler.types)
        log = StepLog(logger: dependencies.logger)
        metrics = ProcessorMetrics(factory: dependencies.metrics)
        let consumer = dependencies.handler.service
        let now = dependencies.environment.now()
        (position, relay, retryQueue, nextTimeout) = try dependencies.database.inCachedTransaction { db in
            try Timers.startAgain(after: now, in: db)
            try RetryQueue.startAgain(after: now, longest: dependencies.retry.longestDelay, in: db)
            return (
                try Checkpoint.load(consumer, in: db), Relay(left: try Outbox.load(limit: .max, in: db)),
                try RetryQueue.overview(in: db), try Timers.next(in: db)
            )
        }
        savedPosition = position
    }

    /// Handles one batch of whatever there is to do: due retries, messages, due timeouts, calls. Never waits for more.
    ///
    /// - Throws: When the database or the bus cannot work at the moment. Nothing is lost by it; step again later.
    public func step() throws -> StepReport {
        let page = relay.isFull ? nil : try nextPage()
        // After the log was read: what is published has no earlier time than what caused it.
        let now = dependencies.environment.now()
        var handled = 0
        var sawEnd = true
        if let page {
            sawEnd = page.isEnd
            handled = try take(page, calls: dependencies.calls.queue.take(dependencies.batchLimit), at: now)
        }
        let relayed = try relay.run(dependencies, at: now)
        metrics.relayed(relayed)
        metrics.depths(outbox: relay.depth, queued: retryQueue.keys.values.reduce(0, +))
        let isIdle = sawEnd && dependencies.calls.queue.isEmpty && !relay.isFull
        return StepReport(handled: handled, isIdle: isIdle, nextDue: nextDue(at: now))
    }

    /// Removes the outbox rows that are on the bus, writes the checkpoint, acknowledges the position to the bus, and forgets what
    /// is too old to be needed. For a clean stop, and once in a while.
    ///
    /// Never acknowledges a position that a message of the outbox may have: once all consumers have passed it the bus may forget that
    /// message's id, and would take it a second time when the outbox is relayed after a crash.
    public func checkpoint() throws {
        let acknowledgeable = relay.acknowledgeable
        if !relay.relayed.isEmpty || savedPosition != position {
            try dependencies.database.inCachedTransaction { db in try self.saveProgress(upTo: position, in: db) }
            progressWasSaved(position)
        }
        try forgetting.run(dependencies, at: dependencies.environment.now())
        let passed = min(position, acknowledgeable)
        guard acknowledgedPosition < passed else { return }
        try dependencies.failpoint(.beforeAcknowledge)
        try dependencies.bus.acknowledge(passed, by: dependencies.handler.service)
        acknowledgedPosition = passed
    }

    /// The next messages for this service. What lies before them is for others and is passed over at once, however much it is.
    private func nextPage() throws -> Page {
        var from = position
        var page = try dependencies.bus.read(after: from, matching: filter, limit: dependencies.batchLimit)
        while page.messages.isEmpty, !page.isEnd {
            from = page.upTo
            page = try dependencies.bus.read(after: from, matching: filter, limit: dependencies.batchLimit)
        }
        return page
    }

    private func take(_ page: Page, calls: [CallQueue.Command], at now: Date) throws -> Int {
        let retries = retryQueue.nextDue.map { $0 <= now } ?? false
        // What was published is read first: an answer that has come is not missed because this service was away.
        let timeouts = page.isEnd && nextTimeout.map { $0 <= now } ?? false
        guard !page.messages.isEmpty || !calls.isEmpty || retries || timeouts else {
            position = page.upTo
            return 0
        }
        do {
            let batch = try commit(page, calls: calls, retries: retries, timeouts: timeouts, at: now)
            position = page.upTo
            try dependencies.failpoint(.beforeRelay)
            batch.answers.forEach { $0() }
            log.write(batch.entries)
            metrics.committed(batch.entries)
            return batch.entries.count
        } catch {
            for call in calls { call.fail(ProcessorUnavailable.cannotWrite) }
            throw error
        }
    }

    /// The one transaction.
    private func commit(
        _ page: Page, calls: [CallQueue.Command], retries: Bool, timeouts: Bool, at now: Date
    ) throws -> Batch {
        let limit = dependencies.batchLimit
        var retryQueueNow = retryQueue
        var nextTimeoutNow = nextTimeout
        let closed = dependencies.details?.closed(at: now)
        let details = try prefetch(page, retries: retries && closed == nil, at: now)
        let batch = try dependencies.database.writeWithoutTransaction { db in
            let batch = Batch(
                db: db, now: now, dependencies: dependencies, types: types, details: details,
                queuedKeys: Set(retryQueue.keys.keys), passed: position)
            try db.inCachedTransaction {
                if retries, let closed { try batch.postponeNotifications(until: closed) }
                if retries { for queued in try RetryQueue.due(at: now, limit: limit, in: db) { try batch.retry(queued) } }
                for message in dependencies.faults.delivered(page.messages) { try batch.handle(message) }
                if timeouts { for timer in try Timers.due(at: now, limit: limit, in: db) { try batch.fire(timer) } }
                for call in calls { try batch.perform(call) }
                try saveProgress(upTo: page.upTo, in: db)
                if batch.retryQueueChanged { retryQueueNow = try RetryQueue.overview(in: db) }
                if timeouts { nextTimeoutNow = try Timers.next(in: db) }
                try dependencies.failpoint(.beforeCommit)
            }
            return batch
        }
        progressWasSaved(page.upTo)
        retryQueue = retryQueueNow
        nextTimeout = [nextTimeoutNow, batch.earliestTimeout].compactMap(\.self).min()
        relay.add(batch.published, after: page.upTo)
        return batch
    }

    /// Asks for what the notices of this batch leave out: before the transaction, which must not wait.
    private func prefetch(_ page: Page, retries: Bool, at now: Date) throws -> Prefetched {
        guard let source = dependencies.details else { return Prefetched() }
        // What waits behind another message of its subject is asked for when its turn comes.
        var notices: [Envelope] = []
        for message in page.messages where types.notifications.contains(message.envelope.type) {
            if retryQueue.keys[message.envelope.partitionKey] == nil { notices.append(message.envelope) }
        }
        if retries {
            let due = try dependencies.database.readStatement { db in
                try RetryQueue.due(at: now, limit: dependencies.batchLimit, in: db)
            }
            notices += due.map(\.envelope).filter { types.notifications.contains($0.type) }
        }
        return notices.isEmpty ? Prefetched() : Prefetched(answers: source.details(of: notices, at: now))
    }

    private func saveProgress(upTo position: Position, in db: Database) throws {
        try Outbox.remove(relay.relayed, in: db)
        if !relay.relayed.isEmpty, let published = relay.published { try LogBinding.note(published, in: db) }
        if position != savedPosition { try Checkpoint.save(position, of: dependencies.handler.service, in: db) }
    }

    private func progressWasSaved(_ position: Position) {
        savedPosition = position
        relay.rowsWereRemoved()
    }

    private func nextDue(at now: Date) -> Date? {
        // A message held by a fault is looked at again soon; without faults the outbox is empty here.
        let held = relay.depth > 0 ? now.addingTimeInterval(0.02) : nil
        return [retryQueue.nextDue, nextTimeout, held].compactMap(\.self).min()
    }
}
