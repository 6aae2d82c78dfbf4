import Contracts

/// What a message of Orders on the log is called in the stream of its order.
enum StoredEventInSQL {
    /// - Parameter message: The alias of a table with a column `type`.
    static func type(of message: String) -> String {
        "iif(\(message).type = '\(OrderPaidNotification.name)', '\(OrderPaid.name)', \(message).type)"
    }
}
