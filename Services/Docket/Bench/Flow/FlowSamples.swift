import DocketCommandLine
import DocketLoad

/// What was measured run by run, until it becomes figures. They keep the order in which they first came.
struct FlowSamples: Sendable {
    private struct Series {
        var name: String
        var unit: String
        var runs: [Double] = []
        var baselines: [Double] = []
    }

    private var series: [Series] = []

    /// - Parameter baseline: What the value could be at best.
    mutating func add(_ name: String, _ unit: String, _ value: Double, baseline: Double? = nil) {
        let place = place(of: name, unit)
        series[place].runs.append(value)
        if let baseline { series[place].baselines.append(baseline) }
    }

    /// Adds the runs of others behind these.
    mutating func add(_ other: FlowSamples) {
        for added in other.series {
            let place = place(of: added.name, added.unit)
            series[place].runs += added.runs
            series[place].baselines += added.baselines
        }
    }

    var figures: [Figure] {
        series.map { Figure($0.name, unit: $0.unit, runs: $0.runs, baselines: $0.baselines.isEmpty ? nil : $0.baselines) }
    }

    private mutating func place(of name: String, _ unit: String) -> Int {
        if let place = series.firstIndex(where: { $0.name == name }) { return place }
        series.append(Series(name: name, unit: unit))
        return series.count - 1
    }
}

extension FlowSamples {
    /// Adds `name.p50` and `name.p99` of these seconds, in milliseconds with three significant digits.
    ///
    /// - Parameter baselines: The times of the plain programs, if there are any.
    mutating func add(_ name: String, percentilesOf seconds: [Double], baselines: [Double]? = nil) {
        let histogram = Self.histogram(seconds)
        let baseline = baselines.map(Self.histogram)
        for (suffix, percent) in [("p50", 50.0), ("p99", 99.0)] {
            add(
                "\(name).\(suffix)", "ms", histogram.percentile(percent).seconds * 1000,
                baseline: baseline.map { $0.percentile(percent).seconds * 1000 })
        }
    }

    private static func histogram(_ seconds: [Double]) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for value in seconds { histogram.record(.seconds(value)) }
        return histogram
    }
}
