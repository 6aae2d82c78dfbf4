import CoreMetrics
import EventBus

/// What message processing counts. Handlers are made once for each label and kept: a counter costs one addition.
final class ProcessorMetrics {
    private let factory: any MetricsFactory
    private var messages: [String: Counter] = [:]
    private var durations: [String: Timer] = [:]
    private let commits: Counter
    private let appends: Counter
    private let published: Counter
    private let publishedBytes: Counter
    private let outboxDepth: Gauge
    private let queued: Gauge

    init(factory: any MetricsFactory) {
        self.factory = factory
        commits = Counter(label: "database_commits_total", factory: factory)
        appends = Counter(label: "bus_appends_total", factory: factory)
        published = Counter(label: "messages_published_total", factory: factory)
        publishedBytes = Counter(label: "published_data_bytes_total", factory: factory)
        outboxDepth = Gauge(label: "outbox_depth", factory: factory)
        queued = Gauge(label: "retry_queue_messages", factory: factory)
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
        published.increment(by: envelopes.count)
        publishedBytes.increment(by: envelopes.reduce(0) { $0 + $1.data.count })
    }

    func depths(outbox: Int, queued count: Int) {
        outboxDepth.record(outbox)
        queued.record(count)
    }

    private func counter(_ type: String, _ outcome: String) -> Counter {
        let key = type + " " + outcome
        if let counter = messages[key] { return counter }
        let counter = Counter(
            label: "messages_total", dimensions: [("type", type), ("outcome", outcome)], factory: factory)
        messages[key] = counter
        return counter
    }

    private func timer(_ type: String) -> Timer {
        if let timer = durations[type] { return timer }
        let timer = Timer(label: "handling_seconds", dimensions: [("type", type)], factory: factory)
        durations[type] = timer
        return timer
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
