/// The figures of `docket bench store`.
enum StoreFigure: String, FigureName {
    case append = "store.append"
    case rehydrate = "store.rehydrate"
    case rehydrateLong = "store.rehydrate.long"
    case rehydrateSnapshot = "store.rehydrate.snapshot"
    case breakEven = "store.snapshot.breakeven"

    var unit: String {
        switch self {
        case .append: "events/s"
        case .rehydrate, .rehydrateLong, .rehydrateSnapshot: "orders/s"
        case .breakEven: "events"
        }
    }

    var meaning: String {
        switch self {
        case .append:
            """
            Durable append to the streams of orders, 256 events a commit, each event to another order. \
            Baseline: the same rows in the same commits, bare SQLite, on the same table with its index and triggers.
            """
        case .rehydrate:
            """
            An order made from its stream of 4 events: read, decoded, applied. Orders come in no order; the file is in the \
            system's cache. Baseline: the same rows through a prepared statement, not decoded.
            """
        case .rehydrateLong: "The same for an order of \(StoreBench.longStream) events."
        case .rehydrateSnapshot:
            "The same order from a snapshot and its last \(StoreBench.behindSnapshot) events. Baseline: its whole stream, not decoded."
        case .breakEven:
            "How many events a snapshot must spare for it to cost less than they do; computed from the three figures above."
        }
    }
}
