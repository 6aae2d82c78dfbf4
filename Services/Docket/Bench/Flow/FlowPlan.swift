import DocketLoad

/// What `docket bench flow` measures, and how much of it.
struct FlowPlan: Sendable {
    var parts = FlowParts.all
    /// Of one drained backlog, and of one load over HTTP.
    var orders = 2000
    /// How often a backlog is drained in each mode.
    var runs = 5
    /// Of the steady rate, in orders a second. The names of its figures carry it.
    var rate = 200
    /// How long one run at the steady rate takes, and the silence in which idle use is measured.
    var seconds = 10
    var seed: UInt64 = 1
    /// Orders under way at once where the load goes as fast as it is answered.
    var concurrency = 128
    /// Messages in the log where Docket is measured with a long one.
    var logEvents = 1_000_000

    func has(_ part: FlowPart) -> Bool { parts.parts.contains(part) }

    /// What takes long by itself is repeated less often than a backlog.
    var fewRuns: Int { min(runs, 3) }

    /// So many made-up orders, always the same.
    func made(_ count: Int) throws -> [LoadOrder] {
        var generator = OrderGenerator(count: count, seed: seed)
        var orders: [LoadOrder] = []
        while let order = try generator.nextOrder() { orders.append(order) }
        return orders
    }
}
