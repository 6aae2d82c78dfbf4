import Contracts

/// Where orders without an address go. A shop's export has none; carriers need one.
enum DemoAddress {
    // Areas that the carriers of the Shipping service take.
    private static let places = [
        ("10115", "Berlin"), ("20095", "Hamburg"), ("50667", "Köln"), ("60311", "Frankfurt am Main"), ("80331", "München"),
    ]

    /// Always the same for the same order number.
    static func of(_ number: String) -> Address {
        let (postcode, city) = places[Int(Digest([number]).value % UInt64(places.count))]
        return Address(name: "Demo Customer", street: "Hauptstr. 1", city: city, postcode: postcode, country: "DE")
    }
}
