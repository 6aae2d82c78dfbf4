/// The figures of `docket bench bus`.
enum BusFigure: String, FigureName {
    case appendBatch256 = "bus.append.batch256"
    case appendSingle = "bus.append.single"
    case appendProcesses4 = "bus.append.processes4"
    case fairness = "bus.append.processes4.fairness"
    case read = "bus.read"
    case readEnd = "bus.read.end"
    case hopP50 = "bus.hop.p50"
    case hopP99 = "bus.hop.p99"

    var unit: String {
        switch self {
        case .appendBatch256, .appendSingle, .appendProcesses4, .read: "events/s"
        case .fairness: "of mean"
        case .readEnd: "us"
        case .hopP50, .hopP99: "ms"
        }
    }

    var meaning: String {
        switch self {
        case .appendBatch256: "Durable append, 256 events a commit. Baseline: the same rows in the same commits, bare SQLite."
        case .appendSingle: "Durable append, one event a commit. Baseline: as above."
        case .appendProcesses4:
            "Four processes append single events at once, all together. Baseline: one process alone (bus.append.single)."
        case .fairness: "The slowest of the four against their mean: 1 is fair, 0 is starved."
        case .read: "Reading the whole log from the start, 1,000 a page. Baseline: a bare SQLite scan of the same file."
        case .readEnd: "One read of the newest 100 events. Baseline: the same rows through a prepared statement."
        case .hopP50:
            """
            From an event's send time in one process to its being read in another, \(HopMeasurement.perSecond) a second, one a \
            commit: half of them take no longer. Counted from when the event was due, not from when it was sent, so a stall is \
            charged to all that had to wait (coordinated omission). Baseline: a bare SQLite commit, a byte into a watched file, a \
            bare SQLite read.
            """
        case .hopP99: "The same: 99 in 100 take no longer."
        }
    }
}
