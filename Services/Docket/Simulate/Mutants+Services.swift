import CompactJSON
import Contracts
import DeterministicSimulation
import EventBus
import Messaging

// Defects of the services' own decisions.
extension Mutant {
    static let ofTheServices = [
        Mutant("refund-left-out", "A cancelled order's money is kept.") {
            var mutation = atStart(
                "orders",
                """
                CREATE TRIGGER IF NOT EXISTS mutant_event BEFORE INSERT ON events WHEN NEW.type = 'OrderRefunded'
                BEGIN SELECT RAISE(IGNORE); END;
                CREATE TRIGGER IF NOT EXISTS mutant_ledger BEFORE INSERT ON ledger WHEN NEW.kind = 'refund'
                BEGIN SELECT RAISE(IGNORE); END;
                CREATE TRIGGER IF NOT EXISTS mutant_list AFTER UPDATE ON order_list WHEN NEW.refunded IS NOT NULL
                BEGIN UPDATE order_list SET refunded = NULL, version = version - 1 WHERE order_id = NEW.order_id; END
                """)
            mutation.bus = { _ in
                var tampering = UnreliableBus.Tampering()
                tampering.appended = { $0.type == "OrderRefunded" ? nil : $0 }
                return tampering
            }
            return mutation
        },
        Mutant("release-left-out", "Stock says that it has let go of the units, and keeps them.") {
            atStart(
                "stock",
                """
                CREATE TRIGGER IF NOT EXISTS mutant_reservation BEFORE UPDATE ON reservations
                WHEN OLD.state = 'reserved' AND NEW.state = 'released' BEGIN SELECT RAISE(IGNORE); END;
                CREATE TRIGGER IF NOT EXISTS mutant_level BEFORE UPDATE ON stock_levels
                WHEN NEW.reserved < OLD.reserved AND NEW.on_hand > OLD.on_hand BEGIN SELECT RAISE(IGNORE); END
                """)
        },
        Mutant("booking-kept", "Shipping says that it has given the booking up, and keeps it.") {
            atStart(
                "shipping",
                """
                CREATE TRIGGER IF NOT EXISTS mutant BEFORE UPDATE ON shipments
                WHEN OLD.state = 'booked' AND NEW.state = 'cancelled' BEGIN SELECT RAISE(IGNORE); END
                """)
        },
        Mutant(
            "early-release-forgotten", "A release that comes before its reservation leaves no trace.",
            blind: ["published-events-match-state"]
        ) {
            atStart(
                "stock",
                """
                CREATE TRIGGER IF NOT EXISTS mutant AFTER INSERT ON reservations WHEN NEW.state = 'released'
                BEGIN DELETE FROM reservations WHERE order_id = NEW.order_id; END
                """)
        },
        Mutant("late-answer-ignored", "An answer that comes after its compensation is not compensated.") {
            wrapped("dispatch") { DeafHandler(base: $0) }
        },
        Mutant("shortage-before-lock", "What is on the shelf is looked up before the others of the batch have taken theirs.") {
            var mutation = wrapped("stock") { StaleHandler(base: $0) }
            mutation.atStart = { service in
                guard service.name == "stock" else { return }
                try service.change("PRAGMA ignore_check_constraints = ON")
            }
            return mutation
        },
        Mutant("timeout-ignored", "Who gets no answer in time does nothing about it.") {
            var mutation = Mutation()
            mutation.handler = { SilentHandler(base: $0) }
            return mutation
        },
        Mutant("cancellation-forgotten", "A cancellation that is heard of before the payment leaves no mark at the orchestrator.")
        {
            atStart(
                "dispatch",
                """
                CREATE TRIGGER IF NOT EXISTS mutant AFTER INSERT ON sagas WHEN NEW.phase = 'cancelled'
                BEGIN DELETE FROM sagas WHERE order_id = NEW.order_id; END
                """)
        },
        Mutant("reason-kept", "The orchestrator keeps its own reason for a cancellation that the customer was faster with.") {
            atStart(
                "dispatch",
                """
                CREATE TRIGGER IF NOT EXISTS mutant AFTER UPDATE ON sagas WHEN NEW.reason <> OLD.reason
                BEGIN UPDATE sagas SET reason = OLD.reason WHERE order_id = NEW.order_id; END
                """)
        },
        Mutant(
            "payment-without-timeout",
            "Nobody keeps a timeout for an orchestrated order until the orchestrator hears of its payment."
        ) {
            atStart(
                "orders",
                """
                CREATE TRIGGER IF NOT EXISTS mutant AFTER INSERT ON timers WHEN NEW.mode = 'orchestration'
                BEGIN DELETE FROM timers WHERE subject = NEW.subject; END
                """)
        },
        Mutant("answer-is-event", "Whoever repeats a command is answered by the event once more.") {
            var mutation = Mutation()
            mutation.bus = { _ in
                var tampering = UnreliableBus.Tampering()
                tampering.appended = { envelope in
                    guard envelope.type == MessageType.commandAnswered.rawValue,
                        let answer = try? MessageCoding.decode(CommandAnswered.self, from: envelope.data)
                    else { return envelope }
                    var event = envelope
                    event.type = answer.outcome.rawValue
                    return event
                }
                return tampering
            }
            return mutation
        },
    ]

    private static func wrapped(
        _ service: String, _ wrap: @escaping @Sendable (any MessageHandler) -> any MessageHandler
    ) -> Mutation {
        var mutation = Mutation()
        mutation.handler = { $0.service == service ? wrap($0) : $0 }
        return mutation
    }
}
