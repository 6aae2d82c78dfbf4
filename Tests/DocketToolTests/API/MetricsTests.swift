@testable import DocketClient
import Testing

struct MetricsTests {
    @Test func `samples are summed over their labels`() {
        let metrics = Metrics(
            """
            # HELP docket_consumer_lag Positions between what this service has handled and the end of the log
            # TYPE docket_consumer_lag gauge
            docket_consumer_lag{consumer="stock"} 12
            docket_outbox_depth 3
            docket_retry_queue_messages{key="Order-1 x"} 1
            docket_retry_queue_messages{key="Order-2"} 2
            docket_handling_seconds_sum 0.25
            """)
        #expect(metrics.lag == 12)
        #expect(metrics.pending == 6)
        #expect(metrics.deadLetters == nil)
    }
}
