@testable import DocketCommandLine
@testable import DocketUp
import SystemPackage
import Testing

struct LogLineTests {
    private let plain = Terminal(.standardOutput, environment: ["NO_COLOR": "1"])

    @Test func `a log line is shortened to what a person looks for`() {
        let line = LogLine(
            """
            {"time":"2026-11-23T16:00:00.000Z","level":"info","service":"stock","message":"stock reserved",\
            "correlationId":"0123456789abcdef","subject":"Order-12","type":"ReserveStock","messageId":"m-1"}
            """)
        #expect(line?.compact(on: plain) == "info    stock reserved Order-12 type=ReserveStock [456789abcdef]")
    }

    @Test func `what is no JSON object is left to be shown as it is`() {
        #expect(LogLine("Fatal error: Index out of range") == nil)
        #expect(LogLine("[1]") == nil)
    }
}
