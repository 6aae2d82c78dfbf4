import Contracts
import Decisions
import DecisionTesting
import ShippingDomain
import Testing

@Suite struct BookingTests {
    /// A parcel, and the carriers that are switched off.
    struct Parcel: Sendable {
        var postcode = "10115"
        var grams = 900
        var off: Set<CarrierID> = []
    }

    enum Found: Sendable {
        case carrier(CarrierID, TrackingNumber)
        case nobody(BookingFailure)
    }

    static let parcels: [(String, Parcel, Found)] = [
        ("the preferred carrier", Parcel(), .carrier("SWIFTPOST", "SWIFTPOST-0000000007")),
        ("as heavy as it takes", Parcel(grams: 31_500), .carrier("SWIFTPOST", "SWIFTPOST-0000000007")),
        ("a gram more", Parcel(grams: 31_501), .carrier("HAULIER", "HAULIER-0000000007")),
        ("where the preferred does not go", Parcel(postcode: "98001"), .carrier("HAULIER", "HAULIER-0000000007")),
        ("the preferred is off", Parcel(off: ["SWIFTPOST"]), .carrier("HAULIER", "HAULIER-0000000007")),
        ("both are off", Parcel(off: ["SWIFTPOST", "HAULIER"]), .nobody(.noCarrierAvailable)),
        ("the only one that could is off", Parcel(postcode: "98001", off: ["HAULIER"]), .nobody(.noCarrierAvailable)),
        ("nobody goes there", Parcel(postcode: "99999"), .nobody(.postcodeNotServed)),
        ("nobody goes there, off or not", Parcel(postcode: "99999", off: ["HAULIER"]), .nobody(.postcodeNotServed)),
        ("nobody takes a ton", Parcel(grams: 1_000_000), .nobody(.tooHeavy)),
    ]

    @Test(arguments: parcels) func `the first carrier that is on, goes there and takes the weight`(
        _ name: String, _ parcel: Parcel, _ found: Found
    ) {
        let carriers = Carrier.initial.map { carrier in
            var carrier = carrier
            carrier.enabled = !parcel.off.contains(carrier.id)
            return carrier
        }
        let address = Sample.address(postcode: parcel.postcode)
        let command = BookShipment(orderId: Sample.order, shipTo: address, totalWeightGrams: parcel.grams)
        var after = Shipment(orderId: Sample.order, state: .failed, shipTo: address, totalWeightGrams: parcel.grams)
        let published: any Message
        switch found {
        case .carrier(let carrier, let number):
            (after.state, after.carrierId, after.trackingNumber) = (.booked, carrier, number)
            published = ShipmentBooked(orderId: Sample.order, carrierId: carrier, trackingNumber: number)
        case .nobody(let failure):
            after.failure = failure
            published = ShipmentBookingFailed(orderId: Sample.order, reason: failure)
        }
        let decision = ShippingDecisions.book(command, shipment: nil, carriers: carriers)
        #expect(Outcome(decision) == .advances(after, publishes: [published]), "\(name)")
    }

    @Test func `an order with a longer number has its whole number on the label`() {
        let command = BookShipment(orderId: 12_345_678_901, shipTo: Sample.address, totalWeightGrams: 1)
        guard case .advance(let shipment, _, _) = ShippingDecisions.book(command, shipment: nil, carriers: Carrier.initial) else {
            Issue.record("not booked")
            return
        }
        #expect(shipment.trackingNumber == "SWIFTPOST-12345678901")
    }
}
