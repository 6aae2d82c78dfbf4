import DeterministicSimulation
import EventBus
import GRDB
import Messaging

// Defects of the step: something that belongs to its one transaction is not in it.
extension Mutant {
    static let ofTheStep = [
        Mutant("no-inbox", "A message that is delivered twice is handled twice.", blind: ["messages-handled-once"]) {
            atStart(
                everywhere,
                """
                CREATE TRIGGER IF NOT EXISTS mutant AFTER INSERT ON inbox
                BEGIN DELETE FROM inbox WHERE consumer = NEW.consumer AND message_id = NEW.message_id; END
                """)
        },
        Mutant("inbox-outside", "The inbox is written before the transaction of the effects.", blind: ["messages-handled-once"]) {
            let journal = Journal()
            var mutation = Mutation()
            mutation.handler = { JournalHandler(base: $0, journal: journal) }
            mutation.afterCrash = { service, boundary in
                for id in journal.take(service.name) where boundary == .beforeCommit {
                    try service.change("INSERT OR IGNORE INTO inbox VALUES (?, ?, 0, 0)", arguments: [service.name, id])
                }
            }
            return mutation
        },
        Mutant("checkpoint-first", "The checkpoint is written before the transaction of the effects.") {
            afterCrash { service, boundary in
                guard boundary == .beforeCommit else { return }
                try service.change(
                    "INSERT INTO checkpoint VALUES (?1, ?2) ON CONFLICT (consumer) DO UPDATE SET position = ?2",
                    arguments: [service.name, try service.bus.statistics().last])
            }
        },
        Mutant("outbox-outside", "Messages are sent while their transaction is still open.") {
            var mutation = Mutation()
            let senders = OpenSender.Buses()
            mutation.atStart = { service in senders.add(service) }
            mutation.handler = { OpenSender(base: $0, buses: senders) }
            return mutation
        },
        Mutant("outbox-lost", "What a crash leaves in the outbox is never sent.") {
            afterCrash { service, _ in try service.change("DELETE FROM outbox") }
        },
        Mutant("acknowledge-on-error", "A message whose handling failed counts as handled.") {
            var mutation = Mutation()
            mutation.handler = { CarelessHandler(base: $0) }
            return mutation
        },
        Mutant("timer-lost", "Watches do not survive a restart.") {
            afterCrash { service, _ in try service.change("DELETE FROM timers") }
        },
        Mutant("dead-letter-lost", "A message that cannot be handled is thrown away.") {
            atStart(
                everywhere,
                """
                CREATE TRIGGER IF NOT EXISTS mutant AFTER INSERT ON dead_letters
                BEGIN DELETE FROM dead_letters WHERE position = NEW.position; END
                """)
        },
        Mutant("no-keys", "A call that is repeated with its Idempotency-Key is done again.") {
            atStart(
                everywhere,
                """
                CREATE TRIGGER IF NOT EXISTS mutant AFTER INSERT ON idempotency
                BEGIN DELETE FROM idempotency WHERE operation = NEW.operation AND key = NEW.key; END
                """)
        },
    ]

    private static let everywhere = "all"

    /// Changes the database of a service, or of all, when a story begins.
    static func atStart(_ service: String, _ sql: String) -> Mutation {
        var mutation = Mutation()
        mutation.atStart = { each in if service == everywhere || each.name == service { try each.change(sql) } }
        return mutation
    }

    static func afterCrash(
        _ change: @escaping @Sendable (SimulatedService, StepBoundary) throws -> Void
    ) -> Mutation {
        var mutation = Mutation()
        mutation.afterCrash = change
        return mutation
    }
}
