import Contracts
import Decisions
import DecisionTesting
import DispatchOrchestratorDomain
import Testing

/// Whole processes from payment to the end: what happens, what the saga asks for, where it ends.
@Suite struct StoryTests {
    struct Told: Sendable, CustomStringConvertible {
        var description: String
        var happenings: [Happening]
        var asks: [MessageType]
        var ends: Saga.Phase
        var undone: [Saga.Compensation] = []

        init(
            _ name: String, _ happenings: [Happening], asks: [MessageType], ends: Saga.Phase,
            undone: [Saga.Compensation] = []
        ) {
            (description, self.happenings, self.asks, self.ends, self.undone) = (name, happenings, asks, ends, undone)
        }
    }

    static let forward: [MessageType] = [.reserveStock, .bookShipment, .markOrderReady]

    static let goesThrough: [Told] = [
        Told("happy path", [.paid, .reserved, .booked, .ready, .completed], asks: forward, ends: .completed),
        Told(
            "every answer twice", [.paid, .paid, .reserved, .reserved, .booked, .booked, .ready, .ready, .completed, .completed],
            asks: forward, ends: .completed),
        Told(
            "every step asked again", [.paid, .silence, .reserved, .silence, .silence, .booked, .silence, .ready, .completed],
            asks: [
                .reserveStock, .reserveStock, .bookShipment, .bookShipment, .bookShipment, .markOrderReady, .markOrderReady,
            ], ends: .completed),
        Told(
            "ready comes after the saga gave up waiting for it",
            [.paid, .reserved, .booked, .silence, .silence, .silence, .ready, .completed],
            asks: forward + [.markOrderReady, .markOrderReady, .cancelOrder], ends: .completed),
    ]

    static let failures: [Told] = [
        Told(
            "shortage: nothing to release", [.paid, .short, .orderCancelled], asks: [.reserveStock, .cancelOrder],
            ends: .cancelled, undone: [.cancelOrder]),
        Told(
            "no carrier: refunded, then released", [.paid, .reserved, .bookingFailed, .orderCancelled, .released],
            asks: [.reserveStock, .bookShipment, .cancelOrder, .releaseStock], ends: .cancelled,
            undone: [.cancelOrder, .releaseStock]),
        Told(
            "Stock is silent", [.paid, .silence, .silence, .silence, .orderCancelled, .released],
            asks: [.reserveStock, .reserveStock, .reserveStock, .cancelOrder, .releaseStock], ends: .cancelled,
            undone: [.cancelOrder, .releaseStock]),
        Told(
            "Shipping is silent",
            [.paid, .reserved, .silence, .silence, .silence, .orderCancelled, .released, .shipmentCancelled],
            asks: [
                .reserveStock, .bookShipment, .bookShipment, .bookShipment, .cancelOrder, .cancelShipment, .releaseStock,
            ], ends: .cancelled, undone: [.cancelOrder, .releaseStock, .cancelShipment]),
        Told(
            "Orders is silent: it is asked to cancel before anything is undone",
            [.paid, .reserved, .booked, .silence, .silence, .silence, .orderCancelled, .shipmentCancelled, .released],
            asks: forward + [.markOrderReady, .markOrderReady, .cancelOrder, .cancelShipment, .releaseStock],
            ends: .cancelled, undone: [.cancelOrder, .cancelShipment, .releaseStock]),
    ]

    static let customerCancels: [Told] = [
        Told(
            "while reserving", [.paid, .orderCancelled, .released], asks: [.reserveStock, .releaseStock], ends: .cancelled,
            undone: [.releaseStock]),
        Told(
            "while booking", [.paid, .reserved, .orderCancelled, .shipmentCancelled, .released],
            asks: [.reserveStock, .bookShipment, .cancelShipment, .releaseStock], ends: .cancelled,
            undone: [.cancelShipment, .releaseStock]),
        Told(
            "while the pivot is asked for", [.paid, .reserved, .booked, .orderCancelled, .shipmentCancelled, .released],
            asks: forward + [.cancelShipment, .releaseStock], ends: .cancelled, undone: [.cancelShipment, .releaseStock]),
        Told(
            "while a failure is being undone", [.paid, .reserved, .bookingFailed, .orderCancelled, .released],
            asks: [.reserveStock, .bookShipment, .cancelOrder, .releaseStock], ends: .cancelled,
            undone: [.cancelOrder, .releaseStock]),
        Told(
            "before the payment was heard of", [.orderCancelled, .paid, .silence, .paid], asks: [], ends: .cancelled),
    ]

    static let late: [Told] = [
        Told(
            "units reserved after the release, while the rest is undone",
            [.paid, .reserved, .silence, .silence, .silence, .orderCancelled, .released, .reserved, .shipmentCancelled],
            asks: [
                .reserveStock, .bookShipment, .bookShipment, .bookShipment, .cancelOrder, .cancelShipment, .releaseStock,
                .releaseStock,
            ], ends: .cancelled, undone: [.cancelOrder, .releaseStock, .cancelShipment]),
        Told(
            "units reserved after the end", [.paid, .orderCancelled, .released, .reserved, .released],
            asks: [.reserveStock, .releaseStock, .releaseStock], ends: .cancelled, undone: [.releaseStock]),
        Told(
            "a parcel booked after the end", [.paid, .reserved, .orderCancelled, .shipmentCancelled, .released, .booked],
            asks: [.reserveStock, .bookShipment, .cancelShipment, .releaseStock, .cancelShipment], ends: .cancelled,
            undone: [.cancelShipment, .releaseStock]),
        Told(
            "an answer before its compensation is undone with the plan", [.paid, .orderCancelled, .reserved, .released],
            asks: [.reserveStock, .releaseStock], ends: .cancelled, undone: [.releaseStock]),
        Told(
            "answers out of order", [.paid, .reserved, .bookingFailed, .orderCancelled, .orderCancelled, .released],
            asks: [.reserveStock, .bookShipment, .cancelOrder, .releaseStock], ends: .cancelled,
            undone: [.cancelOrder, .releaseStock]),
        Told(
            "every compensation answered twice",
            [.paid, .reserved, .bookingFailed, .orderCancelled, .orderCancelled, .released, .released],
            asks: [.reserveStock, .bookShipment, .cancelOrder, .releaseStock], ends: .cancelled,
            undone: [.cancelOrder, .releaseStock]),
    ]

    @Test(arguments: goesThrough) func `an order goes through`(_ told: Told) { check(told) }
    @Test(arguments: failures) func `what fails is undone, the money first`(_ told: Told) { check(told) }
    @Test(arguments: customerCancels) func `the customer cancels before the pivot`(_ told: Told) { check(told) }
    @Test(arguments: late) func `late and repeated answers do no harm`(_ told: Told) { check(told) }

    private func check(_ told: Told) {
        let story = Story(told.happenings)
        #expect(story.askedNames == told.asks.map(\.rawValue))
        #expect(story.saga?.phase == told.ends)
        #expect(story.saga?.undone == told.undone)
        #expect(story.saga?.plan == [])
        #expect(story.timeout == nil, "something is still waited for")
    }
}
