import Contracts
@testable import DocketClient
import DocketInstallation
@testable import DocketOperations
import DocketSupervisor
import DocketVerify
import Foundation
import Messaging
import NIOHTTP1
import ServiceKit
import Testing

extension EndToEnd {
    /// The dead-letter hospital from the command line, with real services.
    struct DeadLetterTests {
        private struct Entry: Decodable {
            struct Letter: Decodable {
                var position: Int64
                var state: String
                var type: String
            }
            var service: String
            var letter: Letter
        }

        private func run(_ docket: DocketUp, _ arguments: String...) async throws -> Program.Result {
            try await Program.run("docket", arguments: arguments + ["--data-dir", docket.dataDirectory])
        }

        private func list(_ docket: DocketUp, _ more: String...) async throws -> [Entry] {
            let result = try await Program.run(
                "docket", arguments: ["dead-letters", "list", "--json", "--data-dir", docket.dataDirectory] + more)
            return try JSONDecoder().decode([String: [Entry]].self, from: Data(result.output.utf8))["deadLetters", default: []]
        }

        /// An order that waits at Stock, because the message that should have it packed cannot be read.
        private func poison(_ docket: DocketUp) async throws -> Int64 {
            try await docket.api.stock.receive([ReceivedGoods(sku: "MUG", quantity: 10)])
            try await docket.api.orders.setFaults(Faults.Rules(corrupt: [.init(type: OrderReady.name, times: 1)]))
            let address = try #require(docket.installation.runFile(of: .orders)?.address)
            #expect(try await Call("/orders", Samples.order(mode: "choreography")).send(to: address).status == 201)
            #expect(try await Call("/orders/1/payment", "{}").send(to: address).status == 200)
            return try await eventualValue("Stock has a dead letter") { try await list(docket).first?.letter.position }
        }

        @Test func `a poison message is seen, mended and handled, and all of it stays on record`() async throws {
            try await withDocketUp("--faults") { docket in
                let position = "\(try await poison(docket))"
                let shown = try await run(docket, "dead-letters", "show", position)
                #expect(
                    shown.output.contains("OrderReady at \(position) about Order-1: waits for a person at stock"),
                    "\(shown.output)")
                #expect(shown.output.contains("try 1") && shown.output.contains("StockReserved"), "its order's story is told")
                #expect(try await run(docket, "status").output.contains("docket dead-letters list"))
                #expect(try await docket.status().services.map(\.attention) == [0, 1, 0, 0], "orders, stock, shipping, dispatch")

                // What is no better is refused with the reason.
                let worse = try await run(docket, "dead-letters", "edit", position, "--set", "orderId=2", "--why", "a guess")
                #expect(worse.end == .exited(1) && worse.error.contains("Order-2"), "\(worse.error)")
                #expect(try await run(docket, "dead-letters", "edit", position, "--set", "orderId=1").end == .exited(64))

                let edit = [
                    "dead-letters", "edit", position, "--set", "orderId=1", "--by", "ada", "--why", "the sender wrote a text",
                ]
                let mended = try await Program.run("docket", arguments: edit + ["--data-dir", docket.dataDirectory])
                #expect(mended.end == .exited(0), "\(mended.error)")
                try await docket.untilOrder(1, is: .completed)

                #expect(try await list(docket).isEmpty)
                #expect(try await list(docket, "--state", "any").map(\.letter.state) == ["handled"])
                let record = try await run(docket, "dead-letters", "show", position)
                #expect(record.output.contains("ada: editDeadLetter, the sender wrote a text"), "\(record.output)")
                let report = try await docket.untilDrained()
                #expect(report.violations.isEmpty && report.warnings.isEmpty)
            }
        }

        @Test func `a letter that is discarded ends no order, and is a warning for ever`() async throws {
            try await withDocketUp("--faults") { docket in
                let position = "\(try await poison(docket))"
                let shown = try await run(docket, "saga", "show", "1")
                #expect(shown.output.contains("needs attention"), "\(shown.output)")
                let closed = try await run(docket, "saga", "close", "1", "--why", "packed by hand")
                #expect(closed.end == .exited(0), "\(closed.error)")
                #expect(try await list(docket, "--state", "discarded").map(\.letter.position) == [Int64(position)])
                let report = try await docket.untilDrained()
                #expect(report.violations.isEmpty)
                #expect(report.warnings == ["1 dead letter was discarded at stock"])
            }
        }

        /// An orchestrated order without a carrier, whose units Stock cannot put back.
        private func undoable(_ docket: DocketUp) async throws {
            try await docket.api.stock.receive([ReceivedGoods(sku: "MUG", quantity: 10)])
            try await docket.api.stock.setFaults(Faults.Rules(fail: [.init(type: ReleaseStock.name)]))
            let address = try #require(docket.installation.runFile(of: .orders)?.address)
            let order = Samples.order(mode: "orchestration").replacing("10115", with: "99999")
            #expect(try await Call("/orders", order).send(to: address).status == 201)
            #expect(try await Call("/orders/1/payment", "{}").send(to: address).status == 200)
            try await eventually("the saga is raised, and the command is a dead letter") {
                let isRaised = try await run(docket, "saga", "show", "1").output.contains("attention ")
                let letters = try await list(docket)
                return isRaised && !letters.isEmpty
            }
        }

        private func reserved(_ docket: DocketUp) async throws -> Int {
            try await docket.api.stock.levels(of: "MUG").levels.reduce(0) { $0 + $1.reserved }
        }

        @Test func `a saga that a person resumes finishes its compensation`() async throws {
            let impatient = ["DOCKET_STEP_TIMEOUT": "0.3", "DOCKET_STEP_REPEATS": "1"]
            try await withDocketUp("--faults", environment: impatient) { docket in
                try await undoable(docket)
                #expect(try await reserved(docket) == 2)
                try await docket.api.stock.setFaults(Faults.Rules())
                let resumed = try await run(docket, "saga", "resume", "1", "--by", "ada", "--why", "Stock is mended")
                #expect(resumed.end == .exited(0), "\(resumed.error)")
                let report = try await docket.untilDrained()
                #expect(report.violations.isEmpty && report.warnings.isEmpty, "\(report.warnings)")
                #expect(try await reserved(docket) == 0)
                #expect(try await run(docket, "saga", "show", "1").output.contains("needs no attention"))
            }
        }

        @Test func `an order that a person gives up is cancelled, refunded and undone`() async throws {
            try await withDocketUp("--faults") { docket in
                try await docket.api.stock.receive([ReceivedGoods(sku: "MUG", quantity: 10)])
                try await docket.api.stock.setFaults(Faults.Rules(corrupt: [.init(type: StockReserved.name, times: 1)]))
                let address = try #require(docket.installation.runFile(of: .orders)?.address)
                #expect(try await Call("/orders", Samples.order(mode: "choreography")).send(to: address).status == 201)
                #expect(try await Call("/orders/1/payment", "{}").send(to: address).status == 200)
                try await eventually("somebody cannot read that the stock is reserved") { !(try await list(docket)).isEmpty }
                let compensated = try await run(docket, "saga", "compensate", "1", "--why", "the customer called")
                #expect(compensated.end == .exited(0), "\(compensated.error)")
                try await docket.untilOrder(1, is: .cancelled)
                try await eventually("the units are free") { try await reserved(docket) == 0 }
                let order = try await docket.api.orders.order(1)
                #expect(order.refunded == order.paid && order.paid != nil)
                // Once more changes nothing.
                #expect(try await run(docket, "saga", "compensate", "1", "--why", "again").end == .exited(0))
                #expect(try await docket.api.orders.order(1) == order)
            }
        }

        @Test func `letters are behind the token, and what makes no sense is a problem`() async throws {
            try await withService(.stock, environment: ["DOCKET_API_TOKEN": "secret"]) { address in
                let token = ["authorization": "Bearer secret"]
                #expect(try await Call(.GET, "/dead-letters").send(to: address).status == 401)
                #expect(try await Call("/dead-letters/1/retry", "{}").send(to: address).status == 401)
                let signed = #"{"by":"ada","why":"because"}"#
                let calls: [(Call, Int, String)] = [
                    (Call(.GET, "/dead-letters?reason=bad", headers: token), 400, "unreadable"),
                    (Call(.GET, "/dead-letters?state=lost", headers: token), 400, "waiting"),
                    (Call(.GET, "/dead-letters/0", headers: token), 400, "position"),
                    (Call(.GET, "/dead-letters/7", headers: token), 404, "7"),
                    (Call("/dead-letters/7/retry", signed, headers: token), 404, "7"),
                    (Call("/dead-letters/7/discard", #"{"by":"ada"}"#, headers: token), 400, "'why' is missing"),
                    (Call("/dead-letters/7/edit", signed, headers: token), 400, "'data' is missing"),
                    (Call("/dead-letters/retry", #"{"reason":"bad","by":"a","why":"b"}"#, headers: token), 422, "reason"),
                    (Call("/dead-letters/7/retry", #"{"by":"","why":"x"}"#, headers: token), 422, "'by'"),
                ]
                for (call, status, publishes) in calls {
                    let answer = try await call.send(to: address)
                    #expect(answer.status == status && answer.text.contains(publishes), "\(call.path): \(answer.text)")
                    #expect(answer.contentType == "application/problem+json", "\(call.path)")
                }
            }
        }
    }
}
