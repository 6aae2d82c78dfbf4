import CoreMetrics
import ServiceKit
import Testing

@Suite struct PrometheusTests {
    private func lines(_ registry: PrometheusRegistry) -> [String] {
        registry.render().split(separator: "\n").map(String.init)
    }

    @Test func `a counter adds up over all its handles`() {
        let registry = PrometheusRegistry()
        registry.describe("docket_messages_total", "Messages handled.")
        let dimensions = [("type", "OrderPaid"), ("outcome", "handled")]
        registry.makeCounter(label: "docket_messages_total", dimensions: dimensions).increment(by: 2)
        registry.makeCounter(label: "docket_messages_total", dimensions: dimensions).increment(by: 3)
        registry.makeCounter(label: "docket_messages_total", dimensions: []).increment(by: 1)
        #expect(
            registry.render() == """
                # HELP docket_messages_total Messages handled.
                # TYPE docket_messages_total counter
                docket_messages_total 1
                docket_messages_total{type="OrderPaid",outcome="handled"} 5

                """)
    }

    @Test func `a gauge keeps the last value, a meter goes up and down`() {
        let registry = PrometheusRegistry()
        let depth = registry.makeRecorder(label: "depth", dimensions: [], aggregate: false)
        depth.record(Int64(7))
        depth.record(2.5)
        let lag = registry.makeMeter(label: "lag", dimensions: [])
        lag.set(Int64(10))
        lag.decrement(by: 4)
        lag.increment(by: 1)
        #expect(lines(registry).filter { !$0.hasPrefix("#") } == ["depth 2.5", "lag 7"])
        #expect(lines(registry).contains("# TYPE depth gauge"))
    }

    @Test func `a timer counts seconds in buckets, each with all that is below`() {
        let registry = PrometheusRegistry()
        let timer = registry.makeTimer(label: "handling_seconds", dimensions: [("service", "stock")])
        timer.recordNanoseconds(1_000_000)
        timer.recordNanoseconds(1_000_001)
        timer.recordNanoseconds(20_000_000_000)
        let lines = lines(registry)
        #expect(lines[0...1] == ["# HELP handling_seconds handling_seconds", "# TYPE handling_seconds histogram"])
        #expect(lines.contains(#"handling_seconds_bucket{service="stock",le="0.0005"} 0"#))
        #expect(lines.contains(#"handling_seconds_bucket{service="stock",le="0.001"} 1"#))
        #expect(lines.contains(#"handling_seconds_bucket{service="stock",le="0.0025"} 2"#))
        #expect(lines.contains(#"handling_seconds_bucket{service="stock",le="10"} 2"#))
        #expect(lines.contains(#"handling_seconds_bucket{service="stock",le="+Inf"} 3"#))
        #expect(lines.contains(#"handling_seconds_count{service="stock"} 3"#))
        #expect(lines.contains { $0.hasPrefix(#"handling_seconds_sum{service="stock"} 20.002"#) })
    }

    @Test func `an aggregating recorder counts sizes, and what is no number is left out`() {
        let registry = PrometheusRegistry()
        let batch = registry.makeRecorder(label: "batch", dimensions: [], aggregate: true)
        batch.record(Int64(3))
        batch.record(Double.nan)
        let lines = lines(registry)
        #expect(lines.contains(#"batch_bucket{le="2"} 0"#))
        #expect(lines.contains(#"batch_bucket{le="4"} 1"#))
        #expect(lines.suffix(2) == ["batch_sum 3", "batch_count 1"])
    }

    @Test(arguments: [
        ("http.requests", "http_requests"), ("2fast", "_2fast"), ("a:b", "a:b"), ("läng e", "l_ng_e"), ("", "_"),
    ])
    func `names are made valid`(label: String, name: String) {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: label, dimensions: [("a:b", "v")]).increment(by: 1)
        #expect(lines(registry).last == "\(name){a_b=\"v\"} 1")
    }

    @Test(arguments: [
        ("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("a\r\nb", "a\r\\nb"), ("grün", "grün"),
    ])
    func `label values are escaped`(value: String, written: String) {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "c", dimensions: [("l", value)]).increment(by: 1)
        #expect(registry.render().hasSuffix("\nc{l=\"\(written)\"} 1\n"))
    }

    @Test func `a help text stays on its line`() {
        let registry = PrometheusRegistry()
        registry.describe("c", "first\nsecond \\ \"third\"")
        registry.makeCounter(label: "c", dimensions: []).increment(by: 1)
        #expect(lines(registry).first == #"# HELP c first\nsecond \\ "third""#)
    }

    @Test(arguments: [
        (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0, "0"), (-3, "-3"), (0.1, "0.1"), (1e20, "1e+20"),
    ])
    func `numbers are written as Prometheus reads them`(value: Double, written: String) {
        let registry = PrometheusRegistry()
        registry.makeRecorder(label: "g", dimensions: [], aggregate: false).record(value)
        #expect(lines(registry).last == "g \(written)")
    }

    @Test func `gauges are refreshed before they are shown`() {
        let registry = PrometheusRegistry()
        let gauge = registry.makeRecorder(label: "g", dimensions: [], aggregate: false)
        registry.beforeRender { gauge.record(Int64(9)) }
        #expect(lines(registry).last == "g 9")
    }

    @Test func `nothing is lost when many tasks count at once`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        registry.makeCounter(label: "c", dimensions: []).increment(by: 1)
                        registry.makeTimer(label: "t", dimensions: []).recordNanoseconds(1)
                    }
                }
            }
        }
        #expect(lines(registry).contains("c 8000"))
        #expect(lines(registry).contains("t_count 8000"))
    }
}
