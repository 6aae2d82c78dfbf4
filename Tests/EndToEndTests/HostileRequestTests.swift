import Contracts
@testable import DocketClient
import DocketInstallation
import Foundation
import NIOHTTP1
import Testing

extension EndToEnd {
    /// Requests that no honest client sends, to the real service. Each is answered with problem details that say what was
    /// wrong, and the service goes on.
    struct HostileRequestTests {
        private struct Hostile {
            var what: String
            var call: Call
            var status: Int
            /// Must be in the detail.
            var publishes: String

            init(_ what: String, _ call: Call, _ status: Int, publishes: String) {
                (self.what, self.call, self.status, self.publishes) = (what, call, status, publishes)
            }

            init(order body: String, _ what: String, _ status: Int, publishes: String) {
                self.init(what, Call("/orders", body), status, publishes: publishes)
            }
        }

        private static let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        private static let huge = #"{"customerId":""# + String(repeating: "a", count: 2 << 20) + #""}"#

        private static let bodies = [
            Hostile(order: #"{"customerId":"#, "half a document", 400, publishes: "no valid JSON"),
            Hostile(order: "", "nothing", 400, publishes: "no valid JSON"),
            Hostile(order: "[]", "a list in place of an object", 400, publishes: "must be an object"),
            Hostile(order: deep, "100,000 levels", 400, publishes: "no valid JSON"),
            Hostile(order: huge, "2 MB", 413, publishes: "1048576 bytes"),
            Hostile(order: Samples.order(extra: #""colour":1,"#), "an unknown field", 400, publishes: "'colour' is not known"),
            Hostile(order: Samples.order(extra: #""customerId":"C-2","#), "a key twice", 400, publishes: "is there twice"),
            Hostile(order: Samples.order(quantity: #""2""#), "text for a number", 400, publishes: "items[0].quantity"),
            Hostile(order: Samples.order(quantity: "0"), "none", 422, publishes: "1 to 1000000"),
            Hostile(order: Samples.order(quantity: "-1"), "less than none", 422, publishes: "1 to 1000000"),
            Hostile(order: Samples.order(quantity: "2.5"), "a fraction", 422, publishes: "must be a whole number"),
            Hostile(order: Samples.order(quantity: "9223372036854775808"), "2^63", 422, publishes: "must be a whole number"),
            Hostile(
                order: Samples.order(quantity: "1000000", amount: "1000000000000000"), "a sum beyond 64 bits", 422,
                publishes: "an amount is"),
            Hostile(order: Samples.order(currency: "euro"), "no currency", 422, publishes: "ISO 4217"),
            Hostile(
                order: Samples.order().replacing("10115", with: #"1\u00005"#), "a control character in the address", 422,
                publishes: "shipTo.postcode"),
            Hostile(
                order: Samples.order(mode: "anarchy"), "an unknown mode", 422,
                publishes: "must be one of choreography, orchestration"),
        ]

        private static let others = [
            Hostile(
                "no JSON", Call("/orders", Samples.order(), headers: ["content-type": "text/plain"]), 415,
                publishes: "application/json"),
            Hostile(
                "a foreign host", Call("/orders", Samples.order(), headers: ["host": "evil.example"]), 421,
                publishes: "evil.example"),
            Hostile(
                "a key with a space", Call("/orders", Samples.order(), headers: ["idempotency-key": "a b"]), 400,
                publishes: "Idempotency-Key"),
            Hostile("an unknown order", Call(.GET, "/orders/999"), 404, publishes: "999"),
            Hostile("pay an unknown order", Call("/orders/999/payment", "{}"), 404, publishes: "999"),
            Hostile("no order number", Call(.GET, "/orders/abc"), 400, publishes: "order id"),
            Hostile("a number beyond 64 bits", Call(.GET, "/orders/99999999999999999999"), 400, publishes: "order id"),
            Hostile("a page of nothing", Call(.GET, "/orders?limit=0"), 400, publishes: "'limit'"),
            Hostile("an unknown state", Call(.GET, "/orders?state=lost"), 400, publishes: "completed"),
            Hostile("an unknown path", Call(.GET, "/admin"), 404, publishes: "nothing is served"),
            Hostile("a method that is not there", Call(.DELETE, "/orders/1"), 405, publishes: "GET"),
        ]

        @Test func `a hostile request is refused with its reason, and the service goes on`() async throws {
            try await withService(.orders) { address in
                for hostile in Self.bodies + Self.others {
                    let answer = try await hostile.call.send(to: address)

                    #expect(answer.status == hostile.status, "\(hostile.what): \(answer.text)")
                    #expect(answer.contentType == "application/problem+json", "\(hostile.what)")
                    let problem = try answer.decode(ProblemBody.self)
                    #expect(problem.detail?.contains(hostile.publishes) == true, "\(hostile.what): \(answer.text)")
                    #expect(problem.correlationId == answer.headers["x-correlation-id"], "\(hostile.what)")
                }
                #expect(try await Call("/orders", Samples.order()).send(to: address).status == 201)
            }
        }

        @Test func `an order is paid once, and a key belongs to one request`() async throws {
            try await withService(.orders) { address in
                let key = ["idempotency-key": "k-1"]
                let first = try await Call("/orders", Samples.order(), headers: key).send(to: address)
                let repeated = try await Call("/orders", Samples.order(), headers: key).send(to: address)
                #expect(first.status == 201 && repeated.status == 201 && first.body == repeated.body)
                let other = try await Call("/orders", Samples.order(quantity: "3"), headers: key).send(to: address)
                #expect(other.status == 422 && other.text.contains("different request"), "\(other.text)")

                let wrong = #"{"amount":{"amount":1,"currency":"EUR"}}"#
                #expect(try await Call("/orders/1/payment", wrong).send(to: address).status == 422)
                #expect(try await Call("/orders/1/payment", "{}").send(to: address).status == 200)
                let again = try await Call("/orders/1/payment", "{}").send(to: address)
                #expect(again.status == 409 && again.text.contains("paid already"), "\(again.text)")
            }
        }

        @Test func `an order that is ready is not cancelled any more`() async throws {
            try await withDocketUp { docket in
                try await docket.api.stock.receive([ReceivedGoods(sku: "MUG", quantity: 10)])
                let address = try #require(docket.installation.runFile(of: .orders)?.address)
                #expect(try await Call("/orders", Samples.order()).send(to: address).status == 201)
                #expect(try await Call("/orders/1/payment", "{}").send(to: address).status == 200)
                try await docket.untilOrder(1, is: .completed)

                let answer = try await Call("/orders/1/cancellation", "{}").send(to: address)

                #expect(answer.status == 409, "\(answer.text)")
                #expect(try await docket.api.orders.order(1).state == .completed)
            }
        }

        @Test func `with a token configured only who shows it is served`() async throws {
            try await withService(.orders, environment: ["DOCKET_API_TOKEN": "secret-1"]) { address in
                var statuses: [Int] = []
                for token in [nil, "secret-2", "secret-1"] {
                    let headers = token.map { ["authorization": "Bearer \($0)"] } ?? [:]
                    statuses.append(try await Call(.GET, "/orders", headers: headers).send(to: address).status)
                }
                #expect(statuses == [401, 401, 200])
            }
        }
    }
}
