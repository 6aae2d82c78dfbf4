import CoreMetrics
import EventBus

/// What message processing counts. Handlers are made once for each label and kept: a counter costs one addition.
final class ProcessorMetrics {
    private let factory: any MetricsFactory
    private var messages: [String: Counter] = [:]
    private var durations: [String: Timer] = [:]
    private let commits: Counter
    private let appends: Counter
    private let said: Counter
    private let saidBytes: Counter
    private let outboxDepth: Gauge
    private let parked: Gauge

    init(factory: any MetricsFactory) {
        self.factory = factory
        commits = Counter(label: "docket_database_commits_total", factory: factory)
        appends = Counter(label: "docket_bus_appends_total", factory: factory)
        said = Counter(label: "docket_bus_messages_said_total", factory: factory)
        saidBytes = Counter(label: "docket_bus_data_bytes_said_total", factory: factory)
        outboxDepth = Gauge(label: "docket_outbox_depth", factory: factory)
        parked = Gauge(label: "docket_parked_messages", factory: factory)
    }

    func committed(_ entries: [StepLog.Entry]) {
        commits.increment()
        for entry in entries {
            counter(entry.name, entry.outcome.label).increment()
            timer(entry.name).recordNanoseconds(entry.took.nanoseconds)
        }
    }

    func relayed(_ envelopes: [Envelope]) {
        guard !envelopes.isEmpty else { return }
        appends.increment()
        said.increment(by: envelopes.count)
        saidBytes.increment(by: envelopes.reduce(0) { $0 + $1.data.count })
    }

    func depths(outbox: Int, parked count: Int) {
        outboxDepth.record(outbox)
        parked.record(count)
    }

    private func counter(_ type: String, _ outcome: String) -> Counter {
        let key = type + " " + outcome
        if let counter = messages[key] { return counter }
        let counter = Counter(
            label: "docket_messages_total", dimensions: [("type", type), ("outcome", outcome)], factory: factory)
        messages[key] = counter
        return counter
    }

    private func timer(_ type: String) -> Timer {
        if let timer = durations[type] { return timer }
        let timer = Timer(label: "docket_handling_seconds", dimensions: [("type", type)], factory: factory)
        durations[type] = timer
        return timer
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
