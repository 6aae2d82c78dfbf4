public import CoreMetrics
import Synchronization

/// Keeps the metrics of one process and prints them for Prometheus.
///
/// A metric with the same name and dimensions is the same series however often it is made. Making one looks it up under a lock;
/// callers that count often keep the handler. Names and label names are made valid: `http.requests` becomes `http_requests`.
public final class PrometheusRegistry: MetricsFactory {
    private enum Kind: String {
        case counter, gauge, histogram
    }

    private struct Family {
        var kind: Kind
        var series: [PrometheusLabels: any PrometheusSeries] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var help: [String: String] = [:]
        var beforeRender: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    private let prefix: String

    /// - Parameter prefix: Before every name, with an underscore: `shop` makes `requests_total` to `shop_requests_total`.
    public init(prefix: String? = nil) {
        self.prefix = prefix.map { "\($0)_" } ?? ""
    }

    /// Sets the HELP text of a metric. Without it the name is used.
    public func describe(_ label: String, _ help: String) {
        state.withLock { $0.help[name(label)] = help }
    }

    private func name(_ label: String) -> String { PrometheusText.metricName(prefix + label) }

    /// Runs `body` before each ``render()``: sets gauges that are cheaper to read than to keep.
    public func beforeRender(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.beforeRender.append(body) }
    }

    /// All metrics in the text format 0.0.4, sorted by name and labels.
    public func render() -> String {
        for body in state.withLock(\.beforeRender) { body() }
        let (families, help) = state.withLock { ($0.families, $0.help) }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(PrometheusText.escaped(help[name] ?? name, quotes: false))\n"
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key.description < $1.key.description }) {
                series.append(name: name, labels: labels, to: &text)
            }
        }
        return text
    }

    // MARK: MetricsFactory

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, dimensions) { PrometheusCounter() }
    }

    /// With `aggregate` the values are counted in buckets of sizes, without it the last one is kept.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(.gauge, label, dimensions) { PrometheusGauge() } }
        return series(.histogram, label, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.sizes) }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(.gauge, label, dimensions) { PrometheusGauge() }
    }

    /// In seconds, so name it `..._seconds`.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(.histogram, label, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.seconds) }
    }

    // A series stays until the process ends: to Prometheus, one that vanishes is a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func series<Series: PrometheusSeries>(
        _ kind: Kind, _ label: String, _ dimensions: [(String, String)], _ make: () -> Series
    ) -> Series {
        let name = name(label)
        let labels = PrometheusLabels(dimensions)
        return state.withLock { state in
            var family = state.families[name] ?? Family(kind: kind)
            // Two kinds under one name is a programming error that the first run of any test shows.
            precondition(family.kind == kind, "the metric \(name) is a \(family.kind.rawValue) already")
            if let existing = family.series[labels] as? Series { return existing }
            let made = make()
            family.series[labels] = made
            state.families[name] = family
            return made
        }
    }
}
