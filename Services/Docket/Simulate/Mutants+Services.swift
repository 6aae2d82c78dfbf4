import CompactJSON
import Contracts
import Decisions
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
                BEGIN SELECT RAISE(IGNORE); END
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

// Defects inside the domains: a decision takes the wrong article, address, quantity, price, order or number. The files then agree with one another;
// they disagree with what the customer ordered and paid.
extension Mutant {
    static let ofTheDomains = [
        Mutant("other-article", "Stock reserves another article than was ordered.") {
            reserving { items in
                items.map { $0.sku == articles[0] ? ItemQuantity(sku: articles[1], quantity: $0.quantity) : $0 }
            }
        },
        Mutant("one-more", "Stock reserves one unit more than was ordered.") {
            reserving { items in
                items.map { ItemQuantity(sku: $0.sku, quantity: Quantity($0.quantity.rawValue + 1) ?? $0.quantity) }
            }
        },
        Mutant("line-left-out", "Stock reserves all lines of an order but the last.") {
            reserving { $0.count > 1 ? Array($0.dropLast()) : $0 }
        },
        Mutant("other-address", "Shipping sends the parcel to another town.") {
            bent("shipping") { message in
                switch message {
                case var command as BookShipment:
                    command.shipTo.city += " West"
                    return command
                case var paid as OrderPaid:
                    paid.shipTo.city += " West"
                    return paid
                default: return message
                }
            }
        },
        Mutant("lighter", "Shipping books a parcel as one gram lighter than what is in it.") {
            bent("shipping") { message in
                switch message {
                case var command as BookShipment:
                    command.totalWeightGrams -= 1
                    return command
                case var reserved as StockReserved:
                    reserved.totalWeightGrams -= 1
                    return reserved
                default: return message
                }
            }
        },
        Mutant("price-of-another", "The payment that others read has the price of another line.") {
            published(OrderPaid.self) { paid in
                guard let last = paid.items.last else { return }
                paid.items[0].unitPrice = last.unitPrice
            }
        },
        Mutant("refund-of-another", "The refund that others read is another order's.") {
            published(OrderRefunded.self) { refund in
                refund.amount = (try? Money(amount: refund.amount.amount + 1, currency: refund.amount.currency)) ?? refund.amount
            }
        },
        Mutant("tracking-number-twice", "Two parcels have one tracking number.") {
            published(ShipmentBooked.self) { booked in
                booked.trackingNumber = "DEMO-1"
            }
        },
    ]

    private static let articles: [SKU] = ["MUG", "CUP"]

    /// A service that decides about something else than it was sent.
    private static func bent(_ service: String, _ change: @escaping @Sendable (any Message) -> any Message) -> Mutation {
        wrapped(service) { BentHandler(base: $0, change: change) }
    }

    /// Stock that decides about other lines than it was sent.
    private static func reserving(_ change: @escaping @Sendable ([ItemQuantity]) -> [ItemQuantity]) -> Mutation {
        bent("stock") { message in
            switch message {
            case var command as ReserveStock:
                command.items = change(command.items)
                return command
            case var paid as OrderPaid:
                let bent = change(paid.items.map { ItemQuantity(sku: $0.sku, quantity: $0.quantity) })
                paid.items = zip(bent, paid.items).map { OrderItem(sku: $0.sku, quantity: $0.quantity, unitPrice: $1.unitPrice) }
                return paid
            default: return message
            }
        }
    }

    /// A decision whose message says something else than what was stored.
    private static func published<Payload: Message & Codable>(
        _ type: Payload.Type, _ change: @escaping @Sendable (inout Payload) -> Void
    ) -> Mutation {
        var mutation = Mutation()
        mutation.bus = { _ in
            var tampering = UnreliableBus.Tampering()
            tampering.appended = { envelope in
                guard envelope.type == Payload.name, var payload = try? MessageCoding.decode(Payload.self, from: envelope.data)
                else {
                    return envelope
                }
                change(&payload)
                var bent = envelope
                if let data = try? MessageCoding.encode(payload) { bent.data = data }
                return bent
            }
            return tampering
        }
        return mutation
    }
}
