@testable import DocketBench
import Foundation
import Testing

/// Figures as programs read them.
@Suite struct FigureTests {
    private func json(_ figure: Figure) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(figure)) as? [String: Any])
    }

    @Test func `a figure has the documented keys`() throws {
        let json = try json(Figure("bus.read", unit: "events/s", runs: [10, 30, 20], baselines: [40, 40, 40]))
        #expect(Set(json.keys) == ["name", "value", "unit", "spread", "baseline", "ratio"])
        #expect(json["name"] as? String == "bus.read")
        #expect(json["unit"] as? String == "events/s")
        #expect(json["spread"] as? [String: Double] == ["min": 10, "max": 30, "runs": 3])
    }

    @Test func `value and baseline are medians, the ratio is that of the median run`() throws {
        // Run by run 0.5, 0.9, 0.8: not 20 through 25.
        let figure = Figure("x", unit: "events/s", runs: [20, 9, 40], baselines: [40, 10, 50])
        #expect(figure.value == 20)
        #expect(figure.baseline == 40)
        #expect(figure.ratio == 0.8)
    }

    @Test func `a figure without a baseline has neither baseline nor ratio`() throws {
        let json = try json(Figure("x", unit: "ms", runs: [1]))
        #expect(json["baseline"] is NSNull)
        #expect(json["ratio"] is NSNull)
    }

    @Test func `samples become figures in the order of the names, with the baselines they have`() {
        var samples = Samples<BusFigure>()
        samples.add(.hopP50, 0.2)
        samples.add(.appendSingle, Pair(docket: 400, plain: 500))
        let figures = samples.figures
        #expect(figures.map(\.name) == ["bus.append.single", "bus.hop.p50"])
        #expect(figures.map(\.unit) == ["events/s", "ms"])
        #expect(figures.map(\.ratio) == [0.8, nil])
    }

    @Test func `the guide has every figure with its unit, in lines that fit`() {
        let guide = BusFigure.guide
        for name in BusFigure.allCases { #expect(guide.contains("  \(name.rawValue) (\(name.unit))\n")) }
        #expect(guide.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
