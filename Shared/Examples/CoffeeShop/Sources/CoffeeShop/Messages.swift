import Decisions

// The messages between the two services.

/// Published by the till: a coffee is paid for.
struct CoffeeOrdered: EventMessage {
    static let name = "CoffeeOrdered"
    var table: Int
    var drink: String
    var subject: String { "Table-\(table)" }
}

/// Published by the barista.
struct CoffeeBrewed: EventMessage {
    static let name = "CoffeeBrewed"
    var table: Int
    var subject: String { "Table-\(table)" }
}

/// Published by the barista: there are no beans for this one.
struct BeansRanOut: EventMessage {
    static let name = "BeansRanOut"
    var table: Int
    var subject: String { "Table-\(table)" }
}
