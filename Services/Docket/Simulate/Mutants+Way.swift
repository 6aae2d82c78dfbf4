import DeterministicSimulation
import EventBus
import Synchronization

// Defects on the way between services.
extension Mutant {
    static let ofTheWay = [
        Mutant("relay-without-id", "A message that is sent again after a crash is a new one.") {
            tampering { _ in
                let sent = Mutex<[String: Int]>([:])
                var tampering = UnreliableBus.Tampering()
                tampering.appended = { envelope in
                    let times = sent.withLock { sent in
                        sent[envelope.id, default: 0] += 1
                        return sent[envelope.id, default: 0]
                    }
                    var again = envelope
                    if times > 1 { again.id += "/\(times)" }
                    return again
                }
                return tampering
            }
        },
        Mutant("bus-loses", "One message in two hundred is accepted and lost.") {
            tampering { _ in
                let count = Mutex(0)
                var tampering = UnreliableBus.Tampering()
                tampering.appended = { envelope in
                    let number = count.withLock { count in
                        count += 1
                        return count
                    }
                    return number % 200 == 100 ? nil : envelope
                }
                return tampering
            }
        },
        Mutant("no-parking", "Later messages of an order overtake the one that failed.") {
            tampering { _ in
                var tampering = UnreliableBus.Tampering()
                tampering.read = { message in
                    var alone = message
                    alone.envelope.partitionKey = message.envelope.id
                    return alone
                }
                return tampering
            }
        },
    ]

    private static func tampering(_ make: @escaping @Sendable (String) -> UnreliableBus.Tampering) -> Mutation {
        var mutation = Mutation()
        mutation.bus = make
        return mutation
    }
}
