import Contracts
import Decisions
import EventBus
import Foundation
import GRDB
import Logging

/// One step's transaction: handles items one by one, each in its savepoint, and gathers what is to happen after the commit.
///
/// Nothing in here is visible outside before the commit; if the transaction fails, the batch is thrown away whole.
final class Batch {
    let db: Database
    let now: Date
    let parts: MessageProcessor.Parts
    private(set) var said: [Outbox.Row] = []
    private(set) var entries: [StepLog.Entry] = []
    private(set) var answers: [@Sendable () -> Void] = []
    private(set) var earliestWatch: Date?
    private(set) var parkingChanged = false
    private let details: Prefetched
    private var parkedKeys: Set<String>
    private var retried: Set<Position> = []

    init(db: Database, now: Date, parts: MessageProcessor.Parts, details: Prefetched, parkedKeys: Set<String>) {
        self.db = db
        self.now = now
        self.parts = parts
        self.details = details
        self.parkedKeys = parkedKeys
    }

    // MARK: Messages

    func handle(_ recorded: RecordedEnvelope) throws {
        let envelope = recorded.envelope
        if let type = MessageType(rawValue: envelope.type), let workflow = Workflow(rawValue: envelope.workflow),
            !parts.handler.subscription.takes(type, of: workflow)
        {
            return
        }
        let message = Parking.Parked(position: recorded.position, envelope: envelope, attempts: 0)
        if parkedKeys.contains(envelope.partitionKey) {
            // A repeat of what was handled before has nothing to wait for.
            if try Inbox.has(envelope.id, consumer: parts.handler.service, in: db) { return note(envelope, .duplicate, said: []) }
            try Parking.park(message, due: nil, error: nil, in: db)
            parkingChanged = true
            note(envelope, .waiting, said: [])
        } else {
            try attempt(message)
        }
    }

    /// Tries a parked message again, and if it goes through, those that waited behind it. Each is tried once a batch.
    func retry(_ parked: Parking.Parked) throws {
        var next: Parking.Parked? = parked
        while let message = next, retried.insert(message.position).inserted {
            guard try attempt(message) else { return }
            next = try Parking.first(of: message.envelope.partitionKey, in: db)
        }
    }

    /// True if the message is done with, handled or buried.
    @discardableResult
    private func attempt(_ message: Parking.Parked) throws -> Bool {
        let envelope = message.envelope
        guard let type = MessageType(rawValue: envelope.type) else {
            return try failed(message, with: ContractError.unknownType(envelope.type))
        }
        guard let workflow = Workflow(rawValue: envelope.workflow) else {
            return try failed(message, with: ContractError.unknownWorkflow(envelope.workflow))
        }
        let started = ContinuousClock.now
        let context = context(Origin(envelope, workflow: workflow), isAnswerable: type.kind == .command)
        var isNew = true
        let error = try inSavepoint {
            isNew = try Inbox.admit(
                envelope.id, position: message.position, at: now.microsecondsSince1970, consumer: parts.handler.service, in: db)
            guard isNew else { return }
            try parts.faults.checkHandling(of: envelope)
            var decoded = try Message.decode(type, version: envelope.schemaVersion, from: envelope.data)
            if type.full != nil, parts.details != nil { decoded = try details.full(envelope, at: now) }
            try parts.handler.handle(decoded, in: context)
        }
        if let missing = error as? Prefetched.Missing { return try wait(message, for: missing) }
        if let error { return try failed(message, with: error) }
        if parkedKeys.contains(envelope.partitionKey) { try wentThrough(message) }
        keep(context)
        note(envelope, isNew ? context.outcome : .duplicate, said: context.said, took: ContinuousClock.now - started)
        return true
    }

    /// Whoever knows the details cannot be asked at the moment. The message waits, for as long as it takes: no try is counted.
    private func wait(_ message: Parking.Parked, for missing: Prefetched.Missing) throws -> Bool {
        try Parking.park(message, due: missing.until, error: missing.reason, in: db)
        parkedKeys.insert(message.envelope.partitionKey)
        parkingChanged = true
        note(message.envelope, .withoutDetails(missing.reason), said: [])
        return false
    }

    /// Nobody can be asked until then, so what waits for details need not be tried one by one.
    func postponeNotices(until time: Date) throws {
        try Parking.postpone(Prefetched.notices, dueBy: now, until: time, in: db)
        parkingChanged = true
    }

    private func failed(_ message: Parking.Parked, with error: any Error) throws -> Bool {
        var message = message
        message.attempts += 1
        let text = Failure.text(error)
        try FailedAttempts.add(to: message.position, error: text, at: now, in: db)
        if Failure.isHopeless(error) || message.attempts >= parts.retry.attempts {
            try bury(message, error: text, reason: Failure.isHopeless(error) ? .unreadable : .attemptsExhausted)
            return true
        }
        let delay = parts.retry.delay(after: message.attempts, random: parts.surroundings.random())
        try Parking.park(message, due: now.addingTimeInterval(delay), error: text, in: db)
        parkedKeys.insert(message.envelope.partitionKey)
        parkingChanged = true
        note(message.envelope, .failed(text), said: [], attempts: message.attempts)
        return false
    }

    private func bury(_ message: Parking.Parked, error: String, reason: DeadLetter.Reason) throws {
        try DeadLetters.add(message, reason: reason, error: error, at: now, in: db)
        try unpark(message)
        note(message.envelope, .deadLettered(error), said: [], attempts: message.attempts)
    }

    private func wentThrough(_ message: Parking.Parked) throws {
        try unpark(message)
        if try !DeadLetters.wasHandled(message.position, in: db) { try FailedAttempts.forget(message.position, in: db) }
    }

    private func unpark(_ message: Parking.Parked) throws {
        try Parking.remove(message.position, in: db)
        if try Parking.first(of: message.envelope.partitionKey, in: db) == nil {
            parkedKeys.remove(message.envelope.partitionKey)
        }
        parkingChanged = true
    }

    // MARK: Watches and calls

    func fire(_ timer: Timers.Timer) throws {
        let started = ContinuousClock.now
        let context = context(timer.origin)
        let error = try inSavepoint {
            try Timers.end(timer.order, in: db)
            try parts.handler.watchFired(for: timer.order, attempt: timer.attempt, in: context)
        }
        if error != nil {
            // Durable and tried again: a watch is never dropped.
            var again = timer
            again.failures += 1
            again.due = now.addingTimeInterval(parts.retry.delay(after: again.failures, random: parts.surroundings.random()))
            try Timers.set(again, in: db)
            earliestWatch = min(earliestWatch ?? again.due, again.due)
        } else {
            keep(context)
        }
        let outcome = error.map { Outcome.failed(String(describing: $0)) } ?? context.outcome
        entries.append(
            .init(
                what: "watch fired", name: "watch", subject: timer.order.stream, origin: timer.origin, messageID: nil,
                outcome: outcome, said: context.said.map(\.envelope.type), attempts: timer.attempt + 1,
                took: ContinuousClock.now - started))
    }

    func perform(_ command: CommandQueue.Command) throws {
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
                what: "call handled", name: command.name, subject: context.said.first?.envelope.subject, origin: context.origin,
                messageID: nil, outcome: outcome, said: context.said.map(\.envelope.type), attempts: 1,
                took: ContinuousClock.now - started))
    }

    // MARK: Common to all

    private func context(_ origin: Origin, isAnswerable: Bool = false) -> Context {
        Context(
            db: db, now: now, origin: origin, service: parts.handler.service, surroundings: parts.surroundings,
            isAnswerable: isAnswerable, check: parts.check)
    }

    private func keep(_ context: Context) {
        said += context.said
        if context.parkingChanged { parkingChanged = true }
        if let due = context.earliestWatch { earliestWatch = min(earliestWatch ?? due, due) }
    }

    private func note(
        _ envelope: Envelope, _ outcome: Outcome, said: [Outbox.Row], attempts: Int = 1, took: Duration = .zero
    ) {
        entries.append(
            .init(
                what: "message handled", name: envelope.type, subject: envelope.subject,
                origin: Origin(envelope, workflow: Workflow(rawValue: envelope.workflow) ?? .choreography),
                messageID: envelope.id, outcome: outcome, said: said.map(\.envelope.type), attempts: attempts, took: took))
    }

    /// Returns the error that undid the savepoint; throws on if the database itself has failed, which is nobody's message's fault.
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
