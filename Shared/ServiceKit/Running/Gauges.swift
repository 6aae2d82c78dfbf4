import CoreMetrics
public import EventBus
import GRDB
import Instants
import Messaging

/// Figures that are cheaper to look up when asked for than to keep: lag, dead letters, dropped log lines.
struct Gauges {
    let service: String
    let bus: any EventBus
    let database: any DatabaseReader
    /// What the service takes. It is not woken for other messages, and they do not count as work that is left.
    let filter: MessageFilter
    /// How far the service has read the log.
    let position: @Sendable () -> Position
    /// What is counted in the database: of every service's, and of this one's own.
    let counts: [DatabaseGauge]

    static let ofEveryService = [
        DatabaseGauge(name: "dead_letters", help: "Messages that wait for a person", value: DeadLetters.count),
        DatabaseGauge(
            name: "subjects_with_dead_letters",
            help: "Subjects that a dead letter waits for a person about",
            value: DeadLetters.countOfSubjects),
    ]

    func add(to registry: PrometheusRegistry) {
        registry.describe(
            "consumer_lag",
            "Positions from what this service has handled to the end of the log; 0 if none is for it, negative if it is beyond the end"
        )
        for count in counts { registry.describe(count.name, count.help) }
        registry.describe("messages_total", "Messages, calls and timeouts, by type and outcome")
        registry.describe("handling_seconds", "Time to handle one message, without its share of the commit")
        registry.describe("outbox_depth", "Messages published but not on the bus yet")
        registry.describe("retry_queue_messages", "Messages that failed and are retried, and those that wait behind them")
        registry.describe("database_commits_total", "Durable commits of the service's database")
        registry.describe("bus_appends_total", "Durable appends to the bus")
        registry.describe("messages_published_total", "Messages appended to the bus")
        registry.describe("log_lines_dropped", "Log lines that were dropped because they were not read")
        registry.describe("published_data_bytes_total", "Bytes of data in the messages appended to the bus")
        let lag = Gauge(label: "consumer_lag", dimensions: [("consumer", service)], factory: registry)
        let dropped = Gauge(label: "log_lines_dropped", factory: registry)
        let counted = counts.map { (Gauge(label: $0.name, dimensions: $0.labels, factory: registry), $0.value) }
        registry.beforeRender {
            // A look-up that fails leaves the last figure standing; the failure itself shows in /health/ready.
            if let count = try? ConsumerLag.of(self.position(), taking: self.filter, in: self.bus) { lag.record(count) }
            dropped.record(LogOutput.standardError.dropped)
            for (gauge, value) in counted {
                if let count = try? self.database.read(value) { gauge.record(count) }
            }
        }
    }
}

/// How far a consumer is behind.
public enum ConsumerLag {
    /// Positions from what was read to the end of the log; 0 if no message of the filter is among them. Negative for a consumer that has
    /// read further than the log goes: then the two do not belong together.
    public static func of(_ position: Position, taking filter: MessageFilter, in bus: any EventBus) throws -> Int64 {
        let end = try bus.statistics().last
        guard position <= end else { return end.subtractingSaturating(position) }
        var page = Page(messages: [], upTo: position, isEnd: false)
        while page.messages.isEmpty, !page.isEnd { page = try bus.read(after: page.upTo, matching: filter, limit: 1) }
        return page.messages.isEmpty ? 0 : max(0, try bus.statistics().last.subtractingSaturating(position))
    }
}
