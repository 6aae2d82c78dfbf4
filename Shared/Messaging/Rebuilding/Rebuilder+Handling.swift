import CompactJSON
import Decisions
import EventBus
import Foundation
import GRDB
import Instants

/// Handling one message again, and judging the result by the log.
extension Rebuilder {
    func handle(_ input: LoggedMessage, toPublish published: [LoggedMessage], isLast: Bool) throws {
        guard !lost.contains(input.envelope.partitionKey) else { return try admit(input) }
        let origin = Origin(input.envelope, mode: input.mode)
        guard let message = try readable(input) else {
            // It cannot be read: a person corrected it, and the copy is lost. What came of it is not.
            try deadLetter(input, error: "it cannot be read; a corrected copy was handled", state: .handled)
            return try takeUp(published, cause: nil, origin: origin)
        }
        try admit(input)
        var rest: ArraySlice<(message: any Message, id: String?)> = []
        let agrees: (Rehearsal) throws -> Bool = { rehearsal in
            rest = rehearsal.published.dropFirst(published.count)
            return try rehearsal.begins(with: published) && (rest.isEmpty || isLast)
        }
        defer { report.unpublished += rest.count }
        if try tryOut({ try self.run(message, from: origin, at: self.clock) }, agrees: agrees) {
            return try publish(rest, origin)
        }
        rest = []
        try takeUp(published, cause: message, origin: origin)
        disagree(published, "the service would decide otherwise; what the log says was taken")
    }

    /// Publishes what never came to the bus: it leaves when the service starts.
    private func publish(_ words: ArraySlice<(message: any Message, id: String?)>, _ origin: Origin) throws {
        let context = Context(db: db, now: clock, origin: origin, service: handler.service, environment: .real)
        for word in words { try context.publish(word.message, id: word.id) }
    }

    /// True if it was handled, or a dead letter.
    @discardableResult
    func handleSilently(_ input: LoggedMessage) throws -> Bool {
        guard blocked[input.envelope.partitionKey] == nil else {
            block(input)
            return false
        }
        waiting[input.envelope.id] = nil
        guard !lost.contains(input.envelope.partitionKey), inPart[input.envelope.partitionKey] == nil else {
            try admit(input, at: max(clock, input.envelope.time))
            return true
        }
        let message: any Message
        do {
            message = try full(input)
        } catch  where Failure.isPermanent(error) {
            try deadLetter(input, error: Failure.text(error), state: .waiting)
            return true
        }
        let now = max(clock, input.envelope.time)
        let origin = Origin(input.envelope, mode: input.mode)
        let isSilent = try tryOut(
            { try self.run(message, from: origin, at: now) }, agrees: { try self.wasPublished($0) })
        if isSilent { try admit(input, at: now) } else { block(input) }
        return isSilent
    }

    private func wasPublished(_ rehearsal: Rehearsal) throws -> Bool {
        try rehearsal.published.allSatisfy { _, id in
            guard let id, let place = try sources.place(id) else { return false }
            return place < horizon
        }
    }

    func takeUp(
        _ published: [LoggedMessage], cause: (any Message)?, by record: InterventionRecorded? = nil, origin: Origin? = nil
    ) throws {
        guard let first = published.first?.envelope, !lost.contains(first.partitionKey) else { return }
        let origin =
            origin
            ?? Origin(
                correlationID: first.correlationID, causationID: first.causationID,
                mode: CoordinationMode(rawValue: first.mode) ?? .choreography, trace: first.traceparent)
        let key = first.partitionKey
        var outcome = Restored.impossible
        let isRestored = try tryOut(
            {
                let words = try published.map { try $0.message.get() }
                let rehearsal = Rehearsal(state: self.state)
                outcome = try self.handler.restore(
                    words, cause: cause, by: record, in: self.context(origin, self.clock, rehearsal))
                guard outcome != .impossible else { throw NotRestored() }
                return (rehearsal, origin, self.clock)
            }, agrees: { _ in true })
        if isRestored {
            report.restored += published.count
            inPart[key] = outcome == .inPart ? published.first : nil
        } else if handler.raisesWhatIsLost, let first = inPart[key] ?? published.first {
            try raise(first)
        } else {
            disagree(published, "it does not fit the state and was passed over")
        }
    }

    /// A person has to know that the log has too little.
    func raise(_ recorded: LoggedMessage) throws {
        lost.insert(recorded.envelope.partitionKey)
        inPart[recorded.envelope.partitionKey] = nil
        report.raised.append(recorded.envelope.subject)
        state.lose(recorded.envelope.subject)
        let now = max(clock, recorded.envelope.time)
        let error = "the log does not have what \(recorded.envelope.subject) was about; it was in the file that is lost"
        try FailedAttempts.add(to: recorded.position, error: error, at: now, in: db)
        try DeadLetters.add(
            RetryQueue.Entry(position: recorded.position, envelope: recorded.envelope, attempts: 1), reason: .lost, error: error,
            at: now, in: db)
    }

    private struct NotRestored: Error {}

    private func run(_ message: any Message, from origin: Origin, at now: Date) throws -> (Rehearsal, Origin, Date) {
        let rehearsal = Rehearsal(state: state)
        let context = context(origin, now, rehearsal, isAnswerable: type(of: message).kind == .command)
        try handler.handle(message, in: context)
        return (rehearsal, context.origin, now)
    }

    private func context(_ origin: Origin, _ now: Date, _ rehearsal: Rehearsal, isAnswerable: Bool = false) -> Context {
        Context(
            db: db, now: now, origin: origin, service: handler.service, environment: .real, isAnswerable: isAnswerable,
            rehearsal: rehearsal)
    }

    /// Keeps what `body` did if it agrees with the log, and undoes it otherwise.
    private func tryOut(_ body: () throws -> (Rehearsal, Origin, Date), agrees: (Rehearsal) throws -> Bool) throws -> Bool {
        state.begin()
        do {
            let (rehearsal, origin, now) = try body()
            if try agrees(rehearsal) {
                keep(rehearsal, origin, now)
                return true
            }
        } catch {
            if Failure.isOfTheDatabase(error) { throw error }
        }
        state.undo()
        return false
    }

    private func keep(_ rehearsal: Rehearsal, _ origin: Origin, _ now: Date) {
        for (subject, timeout) in rehearsal.timeouts {
            switch timeout {
            case .keep: break
            case .end: timeouts[subject] = nil
            case .set(let seconds, let attempt):
                timeouts[subject] = Timers.Timer(
                    subject: subject, due: now.addingTimeInterval(seconds), setAt: now, attempt: attempt, origin: origin)
            }
        }
    }

    private func admit(_ input: LoggedMessage, at time: Date? = nil) throws {
        report.handled += 1
        reached = max(reached, input.position)
        try inbox.add(input.envelope.id, position: input.position, at: (time ?? clock).microsecondsSince1970, in: db)
    }

    private func deadLetter(_ input: LoggedMessage, error: String, state: DeadLetter.State) throws {
        report.deadLetters += 1
        let now = max(clock, input.envelope.time)
        try FailedAttempts.add(to: input.position, error: error, at: now, in: db)
        try DeadLetters.add(
            RetryQueue.Entry(position: input.position, envelope: input.envelope, attempts: 1), reason: .unreadable, error: error,
            at: now, in: db)
        guard state == .handled else { return }
        _ = try DeadLetters.wasHandled(input.position, in: db)
        try admit(input)
    }

    /// `nil` if it can never be read.
    private func readable(_ logged: LoggedMessage) throws -> (any Message)? {
        do {
            return try full(logged)
        } catch  where Failure.isPermanent(error) {
            return nil
        }
    }

    /// What the handler was given: with what a notice leaves out.
    private func full(_ logged: LoggedMessage) throws -> any Message {
        let message = try logged.message.get()
        return message is any NotificationMessage ? try sources.details(message) : message
    }

    func disagree(_ published: [LoggedMessage], _ finding: String) {
        guard let first = published.first else { return }
        report.disagreements.append(
            .init(
                position: first.position, type: first.envelope.type, subject: first.envelope.subject, finding: finding))
    }
}

extension Rehearsal {
    /// True if this begins with what the log has.
    fileprivate func begins(with logged: [LoggedMessage]) throws -> Bool {
        guard published.count >= logged.count else { return false }
        return try zip(published, logged).allSatisfy { mine, recorded in
            guard mine.id == nil || mine.id == recorded.envelope.id else { return false }
            if case .success(let logged) = recorded.message, logged.isEqual(to: mine.message) { return true }
            // Times are written to the millisecond, so what is published anew can be more exact than what was read.
            let type = type(of: mine.message)
            guard type.name == recorded.envelope.type, type.version == recorded.envelope.schemaVersion else { return false }
            return try MessageCoding.encode(mine.message) == recorded.envelope.data
        }
    }
}
