/// Where a parcel goes. Personal data: it travels in messages, never in logs.
public struct Address: Sendable, Hashable, Codable {
    /// Members that say who somebody is and where they live; what is shown to people leaves them out unless it is asked for.
    public static let personalMembers: Set<String> = ["name", "street"]

    public var name: String
    public var street: String
    public var city: String
    public var postcode: String
    /// ISO 3166-1 alpha-2, such as `DE`.
    public var country: String

    public init(name: String, street: String, city: String, postcode: String, country: String) {
        self.name = name
        self.street = street
        self.city = city
        self.postcode = postcode
        self.country = country
    }
}
