import Foundation
import Logging
import Messaging
@testable import ServiceKit
import Testing

@Suite struct JSONLinesLogHandlerTests {
    @Test func `a line has time, level, service, message and metadata`() throws {
        let capture = try LogCapture()
        capture.logger().info("stock reserved", metadata: [LogKeys.correlationID: "c-1", LogKeys.position: "12345"])
        let line = try #require(try capture.lines().first)
        #expect(line["level"] as? String == "info")
        #expect(line["service"] as? String == "stock")
        #expect(line["message"] as? String == "stock reserved")
        #expect(line["correlationId"] as? String == "c-1")
        #expect(line["position"] as? Int == 12345)
        #expect(line.count == 6)
    }

    @Test(arguments: [
        (1_795_449_600.5, "2026-11-23T16:00:00.500000Z"),
        (0, "1970-01-01T00:00:00.000000Z"),
        (951_827_696.25, "2000-02-29T12:34:56.250000Z"),
        (4_102_444_799, "2099-12-31T23:59:59.000000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
    ])
    func `times are RFC 3339 in UTC`(seconds: Double, text: String) throws {
        let capture = try LogCapture()
        let handler = JSONLinesLogHandler(
            service: "stock", output: capture.output, now: { Date(timeIntervalSince1970: seconds) })
        Logger(label: "test") { _ in handler }.info("x")
        #expect(try capture.lines().first?["time"] as? String == text)
    }

    @Test(arguments: [
        "a \"quoted\" word", "back\\slash", "two\nlines\r\n", "tab\tand\u{0}\u{1}\u{1F}\u{7F}", "grüße 🚚", "</script>", "",
        "\u{2028}\u{202E}",
    ])
    func `any text comes back as it was, on one line`(text: String) throws {
        let capture = try LogCapture()
        capture.logger().info("\(text)", metadata: ["\(text)key": .string(text), LogKeys.position: .string(text)])
        let lines = try capture.lines()
        #expect(lines.count == 1)
        #expect(lines.first?["message"] as? String == text)
        #expect(lines.first?["\(text)key"] as? String == text)
        #expect(lines.first?["position"] as? String == text)
        #expect(try !capture.written().utf8.dropLast().contains { $0 < 0x20 || $0 == 0x7F })
    }

    @Test(arguments: [
        ("7", "7"), ("-7", "-7"), ("0", "0"), ("007", "\"007\""), ("1e3", "\"1e3\""), ("-", "\"-\""), ("1.5", "\"1.5\""),
        ("9999999999999999999", "\"9999999999999999999\""),
    ])
    func `a known number is written as one if it is one`(text: String, written: String) throws {
        let capture = try LogCapture()
        capture.logger().info("x", metadata: [LogKeys.position: .string(text), "unknown": .string(text)])
        capture.output.flush()
        #expect(try capture.written().contains("\"position\":\(written),\"unknown\":\"\(text)\""))
    }

    @Test func `metadata closest to the call wins, and lists and objects are written as such`() throws {
        let capture = try LogCapture()
        var logger = capture.logger()
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger.info("x", metadata: ["b": "call", "list": ["1", "2"], "object": ["position": "3", "name": "n"]])
        let line = try #require(try capture.lines().first)
        #expect(line["a"] as? String == "logger")
        #expect(line["b"] as? String == "call")
        #expect(line["list"] as? [String] == ["1", "2"])
        let object = try #require(line["object"] as? [String: any Sendable])
        #expect(object["position"] as? Int == 3)
        #expect(object["name"] as? String == "n")
    }

    @Test func `metadata cannot replace what is on every line`() throws {
        let capture = try LogCapture()
        capture.logger().info("real", metadata: ["message": "forged", "level": "forged"])
        let line = try #require(try capture.lines().first)
        #expect(line["message"] as? String == "real")
        #expect(line["level"] as? String == "info")
        #expect(line["message_"] as? String == "forged")
    }

    @Test func `an error given with the line is on it`() throws {
        let capture = try LogCapture()
        capture.logger().error("it failed", error: StartupError(.unavailable, "the port is taken"))
        #expect(try capture.lines().first?["error"] as? String == "the port is taken")
    }

    @Test func `lines below the level are not written`() throws {
        let capture = try LogCapture()
        capture.logger(level: .warning).info("x")
        #expect(try capture.lines().isEmpty)
    }

    @Test func `a warning is written at once, with everything before it`() throws {
        let capture = try LogCapture()
        let logger = capture.logger()
        logger.info("first")
        logger.warning("second")
        capture.output.untilWritten()
        #expect(try capture.written().split(separator: "\n").count == 2)
    }

    @Test func `a full buffer is written without being asked`() throws {
        let capture = try LogCapture()
        capture.logger().info("\(String(repeating: "x", count: 20_000))")
        capture.output.untilWritten()
        #expect(try capture.written().hasSuffix("}\n"))
    }

    @Test func `lines of many tasks never mix`() async throws {
        let capture = try LogCapture()
        let logger = capture.logger()
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        logger.info("working", metadata: ["task": "\(task)", LogKeys.count: "\(number)"])
                    }
                }
            }
        }
        let lines = try capture.lines()
        #expect(lines.count == 4000)
        #expect(Set(lines.map { "\($0["task"] ?? "") \($0["count"] ?? "")" }).count == 4000)
    }
}
