import DocketCommandLine
import NIOHTTP1

/// The figures of `GET /metrics`: Prometheus text, as far as this tool needs it.
package struct Metrics: Sendable, Equatable {
    private let samples: [String: Double]

    /// Reads Prometheus text exposition. Lines that are no samples are passed over.
    package init(_ text: String) {
        samples = text.split(separator: "\n").reduce(into: [:]) { samples, line in
            guard !line.hasPrefix("#"), let end = line.lastIndex(of: " ") else { return }
            let name = line[..<end].prefix { $0 != "{" && $0 != " " }
            guard let value = Double(line[line.index(after: end)...]) else { return }
            samples[String(name), default: 0] += value
        }
    }

    /// The sum over all labels; `nil` if the service has no such metric.
    package subscript(name: String) -> Int? {
        samples[name].flatMap { Int(exactly: $0.rounded()) }
    }

    /// Positions of the log that the service has not handled yet.
    package var lag: Int? { self["docket_consumer_lag"] }
    package var deadLetters: Int? { self["docket_dead_letters"] }
    /// Orders that wait for a person: for a saga whose compensation fails (at the orchestrator), or for a dead letter.
    package var attention: Int? {
        self["docket_subjects_with_dead_letters"].map { $0 + (self["docket_sagas_needing_attention"] ?? 0) }
    }
    /// Messages published that are not on the bus yet, and messages that are being retried: both are work still to come.
    package var pending: Int { (self["docket_outbox_depth"] ?? 0) + (self["docket_retry_queue_messages"] ?? 0) }
}

extension ServiceClient {
    /// `GET /metrics`.
    package func metrics() async throws(APIError) -> Metrics {
        Metrics(String(decoding: try await send(.GET, "/metrics", body: nil, labels: RequestLabels()), as: UTF8.self))
    }
}
