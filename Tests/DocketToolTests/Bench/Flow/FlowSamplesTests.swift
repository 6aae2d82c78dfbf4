@testable import DocketBench
import Testing

struct FlowSamplesTests {
    @Test func `a figure is the median of its runs, in the order in which figures first came`() throws {
        var samples = FlowSamples()
        samples.add("flow.http", "orders/s", 300)
        samples.add("idle.cpu", "%", 1)
        samples.add("flow.http", "orders/s", 100)
        var others = FlowSamples()
        others.add("flow.http", "orders/s", 250)
        samples.add(others)

        let figures = samples.figures

        #expect(figures.map(\.name) == ["flow.http", "idle.cpu"])
        let http = try #require(figures.first)
        #expect(http.value == 250 && http.spread.min == 100 && http.spread.max == 300 && http.spread.runs == 3)
        #expect(http.baseline == nil && http.ratio == nil)
    }

    @Test func `a baseline is taken along from other samples`() throws {
        var run = FlowSamples()
        run.add("flow.million.ratio", "ratio", 0.9, baseline: 1)
        var samples = FlowSamples()
        samples.add(run)

        let figure = try #require(samples.figures.first)

        #expect(figure.baseline == 1 && figure.ratio == 0.9)
    }

    @Test func `percentiles are milliseconds, and the slowest of a hundred is beyond the 99th`() throws {
        var samples = FlowSamples()
        samples.add("flow.steady200.choreography", percentilesOf: (1...99).map { Double($0) / 1000 } + [5])

        let figures = samples.figures

        #expect(figures.map(\.name) == ["flow.steady200.choreography.p50", "flow.steady200.choreography.p99"])
        #expect(figures.allSatisfy { $0.unit == "ms" })
        let (p50, p99) = (try #require(figures.first).value, try #require(figures.last).value)
        // Three significant digits.
        #expect(abs(p50 - 50) < 0.1 && abs(p99 - 99) < 0.2, "\(p50) \(p99)")
    }
}
