import Decisions
import EventBus
import Foundation
import GRDB
import Instants
import Logging

/// One step's transaction: handles items one by one, each in its savepoint, and gathers what is to happen after the commit.
///
/// Nothing in here is visible outside before the commit; if the transaction fails, the batch is thrown away whole.
final class Batch {
    let db: Database
    let now: Date
    let dependencies: MessageProcessor.Dependencies
    private(set) var published: [Outbox.Row] = []
    private(set) var entries: [StepLog.Entry] = []
    private(set) var answers: [@Sendable () -> Void] = []
    private(set) var earliestTimeout: Date?
    private(set) var retryQueueChanged = false
    private let types: MessageTypes
    private let details: Prefetched
    private var queuedKeys: Set<String>
    private var retried: Set<Position> = []
    /// How far the log was read before this batch. A message from there comes once more.
    private let passed: Position

    init(
        db: Database, now: Date, dependencies: MessageProcessor.Dependencies, types: MessageTypes, details: Prefetched,
        queuedKeys: Set<String>, passed: Position
    ) {
        self.db = db
        self.passed = passed
        self.now = now
        self.dependencies = dependencies
        self.types = types
        self.details = details
        self.queuedKeys = queuedKeys
    }

    // MARK: Messages

    func handle(_ recorded: RecordedEnvelope) throws {
        let envelope = recorded.envelope
        if let mode = CoordinationMode(rawValue: envelope.mode),
            !dependencies.handler.subscription.takes(envelope.type, of: mode)
        {
            return
        }
        let message = RetryQueue.Entry(position: recorded.position, envelope: envelope, attempts: 0)
        if queuedKeys.contains(envelope.partitionKey) {
            // A repeat of what was handled before has nothing to wait for.
            if try Inbox.has(envelope.id, consumer: dependencies.handler.service, in: db) {
                return note(envelope, .duplicate, published: [])
            }
            try RetryQueue.add(message, due: nil, error: nil, in: db)
            retryQueueChanged = true
            note(envelope, .waiting, published: [])
        } else {
            try attempt(message)
        }
    }

    /// Tries a message in the retry queue again, and if it goes through, those that waited behind it. Each is tried once a batch.
    func retry(_ queued: RetryQueue.Entry) throws {
        var next: RetryQueue.Entry? = queued
        while let message = next, retried.insert(message.position).inserted {
            guard try attempt(message) else { return }
            next = try RetryQueue.first(of: message.envelope.partitionKey, in: db)
        }
    }

    /// True if the message is done with, handled, or a dead letter.
    @discardableResult
    private func attempt(_ message: RetryQueue.Entry) throws -> Bool {
        let envelope = message.envelope
        guard let type = types[envelope.type] else {
            return try failed(message, with: ContractError.unknownType(envelope.type))
        }
        guard let mode = CoordinationMode(rawValue: envelope.mode) else {
            return try failed(message, with: ContractError.unknownMode(envelope.mode))
        }
        let started = ContinuousClock.now
        let context = context(Origin(envelope, mode: mode), isAnswerable: type.kind == .command)
        var isNew = true
        let error = try inSavepoint {
            isNew = try Inbox.admit(
                envelope.id, position: message.position, at: now.microsecondsSince1970, consumer: dependencies.handler.service,
                in: db)
            guard isNew else { return }
            try dependencies.faults.checkHandling(of: envelope)
            var message = try types.read(envelope)
            if types.notifications.contains(envelope.type), dependencies.details != nil {
                message = try details.full(envelope, at: now)
            }
            try dependencies.handler.handle(message, in: context)
        }
        if let missing = error as? Prefetched.Missing { return try wait(message, for: missing) }
        if let error { return try failed(message, with: error) }
        // One that comes once more may have been a dead letter, and is none any more.
        if queuedKeys.contains(envelope.partitionKey) || message.position <= passed { try wentThrough(message) }
        keep(context)
        note(envelope, isNew ? context.outcome : .duplicate, published: context.published, took: ContinuousClock.now - started)
        return true
    }

    /// The source of the details cannot be asked at the moment. The message waits, for as long as it takes: no try is counted.
    private func wait(_ message: RetryQueue.Entry, for missing: Prefetched.Missing) throws -> Bool {
        try RetryQueue.add(message, due: missing.until, error: missing.reason, in: db)
        queuedKeys.insert(message.envelope.partitionKey)
        retryQueueChanged = true
        note(message.envelope, .withoutDetails(missing.reason), published: [])
        return false
    }

    /// No details can be asked for until then, so what waits for details need not be tried one by one.
    func postponeNotifications(until time: Date) throws {
        try RetryQueue.postpone(types.notifications, dueBy: now, until: time, in: db)
        retryQueueChanged = true
    }

    private func failed(_ message: RetryQueue.Entry, with error: any Error) throws -> Bool {
        var message = message
        message.attempts += 1
        let text = Failure.text(error)
        try FailedAttempts.add(to: message.position, error: text, at: now, in: db)
        if Failure.isPermanent(error) || message.attempts >= dependencies.retry.attempts {
            try deadLetter(message, error: text, reason: Failure.isPermanent(error) ? .unreadable : .attemptsExhausted)
            return true
        }
        let delay = dependencies.retry.delay(after: message.attempts, random: dependencies.environment.random())
        try RetryQueue.add(message, due: now.addingTimeInterval(delay), error: text, in: db)
        queuedKeys.insert(message.envelope.partitionKey)
        retryQueueChanged = true
        note(message.envelope, .failed(text), published: [], attempts: message.attempts)
        return false
    }

    private func deadLetter(_ message: RetryQueue.Entry, error: String, reason: DeadLetter.Reason) throws {
        try DeadLetters.add(message, reason: reason, error: error, at: now, in: db)
        try dequeue(message)
        note(message.envelope, .deadLettered(error), published: [], attempts: message.attempts)
    }

    private func wentThrough(_ message: RetryQueue.Entry) throws {
        try dequeue(message)
        if try !DeadLetters.wasHandled(message.position, in: db) { try FailedAttempts.forget(message.position, in: db) }
    }

    private func dequeue(_ message: RetryQueue.Entry) throws {
        try RetryQueue.remove(message.position, in: db)
        if try RetryQueue.first(of: message.envelope.partitionKey, in: db) == nil {
            queuedKeys.remove(message.envelope.partitionKey)
        }
        retryQueueChanged = true
    }

    // MARK: Timeouts and calls

    func fire(_ timer: Timers.Timer) throws {
        let started = ContinuousClock.now
        let context = context(timer.origin)
        let error = try inSavepoint {
            try Timers.end(timer.subject, in: db)
            try dependencies.handler.timeoutFired(for: timer.subject, attempt: timer.attempt, in: context)
        }
        if error != nil {
            // Durable and tried again: a timeout is never dropped.
            var again = timer
            again.failures += 1
            again.setAt = now
            again.due = now.addingTimeInterval(
                dependencies.retry.delay(after: again.failures, random: dependencies.environment.random()))
            try Timers.set(again, in: db)
            earliestTimeout = min(earliestTimeout ?? again.due, again.due)
        } else {
            keep(context)
        }
        let outcome = error.map { Outcome.failed(String(describing: $0)) } ?? context.outcome
        entries.append(
            .init(
                what: "timeout fired", name: "timeout", subject: timer.subject, origin: timer.origin, messageID: nil,
                outcome: outcome, published: context.published.map(\.envelope.type), attempts: timer.attempt + 1,
                took: ContinuousClock.now - started))
    }

    func perform(_ command: CallQueue.Command) throws {
        let started = ContinuousClock.now
        let context = context(command.origin)
        var answer: (@Sendable () -> Void)?
        let error = try inSavepoint { answer = try command.run(context) }
        if let error {
            answers.append { command.fail(error) }
        } else if let answer {
            keep(context)
            answers.append(answer)
        }
        let outcome = error.map { Outcome.refused(String(describing: $0)) } ?? context.outcome
        entries.append(
            .init(
                what: "call handled", name: command.name, subject: context.published.first?.envelope.subject,
                origin: context.origin,
                messageID: nil, outcome: outcome, published: context.published.map(\.envelope.type), attempts: 1,
                took: ContinuousClock.now - started))
    }

    // MARK: Common to all

    private func context(_ origin: Origin, isAnswerable: Bool = false) -> Context {
        Context(
            db: db, now: now, origin: origin, service: dependencies.handler.service, environment: dependencies.environment,
            isAnswerable: isAnswerable, check: dependencies.check)
    }

    private func keep(_ context: Context) {
        published += context.published
        if context.retryQueueChanged { retryQueueChanged = true }
        if let due = context.earliestTimeout { earliestTimeout = min(earliestTimeout ?? due, due) }
    }

    private func note(
        _ envelope: Envelope, _ outcome: Outcome, published: [Outbox.Row], attempts: Int = 1, took: Duration = .zero
    ) {
        entries.append(
            .init(
                what: "message handled", name: envelope.type, subject: envelope.subject,
                origin: Origin(envelope, mode: CoordinationMode(rawValue: envelope.mode) ?? .choreography),
                messageID: envelope.id, outcome: outcome, published: published.map(\.envelope.type), attempts: attempts,
                took: took))
    }

    /// Returns the error that undid the savepoint; throws on if the database itself has failed, which is no message's fault.
    private func inSavepoint(_ body: () throws -> Void) throws -> (any Error)? {
        try db.cachedStatement(sql: "SAVEPOINT item").execute()
        do {
            try body()
            try db.cachedStatement(sql: "RELEASE item").execute()
            return nil
        } catch {
            if Failure.isOfTheDatabase(error) { throw error }
            try db.cachedStatement(sql: "ROLLBACK TO item").execute()
            try db.cachedStatement(sql: "RELEASE item").execute()
            return error
        }
    }
}
