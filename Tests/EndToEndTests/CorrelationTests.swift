import Contracts
import Decisions
@testable import DocketInstallation
import DocketVerify
import EventBus
import Foundation
import Testing

extension EndToEnd {
    /// One id, made or taken at the edge, is found again on everything that follows.
    struct CorrelationTests {
        @Test(arguments: CoordinationMode.allCases)
        func `the correlation id of a request is on each answer, message and log line that follows`(mode: CoordinationMode)
            async throws
        {
            try await withDocketUp { docket in
                let id = "shop-\(mode)-42"
                try await carryOneOrder(through: docket, mode, correlationID: id)

                let messages = try docket.messages().filter { $0.subject == "Order-1" }
                #expect(messages.contains { $0.type == "OrderCompleted" })
                #expect(messages.allSatisfy { $0.correlationID == id && $0.mode == mode.rawValue })
                for service in ServiceName.allCases where mode == .orchestration || service != .dispatch {
                    let lines = try logLines(of: service, in: docket)
                    let following = lines.filter { $0["correlationId"] as? String == id }
                    #expect(
                        following.contains { $0["subject"] as? String == "Order-1" && $0["messageId"] is String },
                        "\(service) logs nothing that names request, order and message")
                }
            }
        }

        @Test func `every log line is one JSON object that says when, how bad, who and what`() async throws {
            try await withDocketUp { docket in
                try await carryOneOrder(through: docket, .orchestration, correlationID: "shop-1")
                for service in ServiceName.allCases {
                    for line in try logLines(of: service, in: docket) {
                        #expect(line["service"] as? String == service.rawValue)
                        #expect(["time", "level", "message"].allSatisfy { line[$0] is String }, "\(line)")
                    }
                }
            }
        }

        private func carryOneOrder(through docket: DocketUp, _ mode: CoordinationMode, correlationID id: String) async throws {
            let orders = try #require(docket.installation.runFile(of: .orders)?.address)
            let stock = try #require(docket.installation.runFile(of: .stock)?.address)
            let calls = [
                (stock, Call("/goods-in", Samples.goodsIn)),
                (orders, Call("/orders", Samples.order(mode: mode.rawValue))),
                (orders, Call("/orders/1/payment", "{}")),
            ]
            for (address, call) in calls {
                var call = call
                call.headers["x-correlation-id"] = id
                let answer = try await call.send(to: address)
                #expect((200...201).contains(answer.status), "\(answer.text)")
                #expect(answer.headers["x-correlation-id"] == id)
            }
            try await docket.untilOrder(1, is: .completed)
            #expect(try await docket.untilDrained().isClean)
        }

        /// - Throws: if a line is no JSON object.
        private func logLines(of service: ServiceName, in docket: DocketUp) throws -> [[String: Any]] {
            let text = try String(contentsOf: docket.installation.log(of: service), encoding: .utf8)
            // The last line may still be on its way.
            let whole = text.prefix(upTo: text.lastIndex(of: "\n") ?? text.startIndex)
            return try whole.split(separator: "\n").map { line in
                try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
            }
        }
    }
}
