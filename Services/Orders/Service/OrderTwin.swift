package import Contracts
import GRDB
import OrdersDomain

extension OrdersTables {
    /// How far away by number a twin is looked for.
    private static let reach = 60

    /// The order to hold another one against: of the other mode, with the same contents and state if there is one near, else the nearest.
    package func twin(of id: OrderID) throws -> OrderID? {
        guard let order = try load(id)?.order else { return nil }
        let number = id.rawValue
        let numbers = (max(1, number - Self.reach)...(number < .max - Self.reach ? number + Self.reach : number))
            .sorted { abs($0 - number) < abs($1 - number) }
        var nearest: OrderID?
        for other in numbers.compactMap({ OrderID($0) }) where other != id {
            guard let found = try load(other)?.order, found.details.mode != order.details.mode else { continue }
            if found.details.items == order.details.items, found.state == order.state { return other }
            nearest = nearest ?? other
        }
        return nearest
    }
}
