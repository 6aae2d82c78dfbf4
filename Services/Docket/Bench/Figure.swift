import DocketCompare

/// One measured figure. Its JSON keys and the names of the figures are stable: programs read them.
struct Figure: Codable, Sendable {
    /// What was measured, such as `bus.append.batch256`. `docket bench --help` lists them all.
    var name: String
    /// The median of the runs.
    var value: Double
    /// Of the value, the spread and the baseline: `events/s`, `orders/s`, `ms`, `MB`, `%`.
    var unit: String
    /// The smallest and the largest of the runs.
    var spread: Range
    /// The same work done by the plainest possible program, measured in the same run; `nil` where there is no such program.
    var baseline: Double?
    /// Value through baseline, run by run, the median. More is better for a rate, less for a time.
    var ratio: Double?

    struct Range: Codable, Sendable {
        var min: Double
        var max: Double
        var runs: Int
    }

    /// Every key is always there: a baseline that does not exist is null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(value, forKey: .value)
        try container.encode(unit, forKey: .unit)
        try container.encode(spread, forKey: .spread)
        try container.encode(baseline, forKey: .baseline)
        try container.encode(ratio, forKey: .ratio)
    }

    /// - Parameters:
    ///   - runs: The value in each run.
    ///   - baselines: The baseline in each run, if there is one.
    init(_ name: String, unit: String, runs: [Double], baselines: [Double]? = nil) {
        let spread = Spread(runs)
        self.name = name
        self.unit = unit
        value = spread.median
        self.spread = Range(min: spread.min, max: spread.max, runs: runs.count)
        baseline = baselines.map { Spread($0).median }
        ratio = baselines.map { Spread(zip(runs, $0).map { $0 / $1 }).median }
    }
}

/// The result of `docket bench`.
struct BenchReport: Codable, Sendable {
    /// Where it was measured: figures mean nothing without it.
    struct Machine: Codable, Sendable {
        var processors: Int
        var memoryBytes: UInt64
        var system: String
        var sqlite: String
        var build: String
        /// What the files lay on; absent where the system does not know.
        var disk: String?
    }

    var machine: Machine
    var figures: [Figure]
}
