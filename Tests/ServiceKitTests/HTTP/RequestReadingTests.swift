import Contracts
import Decisions
import FulfilmentSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing

@Suite struct RequestReadingTests {
    private func app() throws -> HTTPServer {
        try server { router in
            router.get("page") { request, _ in
                let page = try PageRequest(request)
                return "\(page.after ?? "-") \(page.limit)"
            }
            router.get("numbers") { request, _ in "\(try PageRequest(request).afterNumber())" }
            router.get("filter") { request, _ in "\(try request.query("mode", as: CoordinationMode.self)?.rawValue ?? "-")" }
            router.post("key") { request, _ in "\(try request.idempotencyKey()?.rawValue ?? "-")" }
            router.get("orders/:id") { _, context in "\(try context.orderID())" }
            router.get("stock/:sku") { _, context in "\(try context.identifier("sku", as: SKU.self))" }
        }
    }

    @Test(arguments: [
        ("/page", "- 100"), ("/page?limit=1", "- 1"), ("/page?limit=1000&after=MUG", "MUG 1000"),
        ("/page?after=A%2FB%20C", "A/B C 100"),
        ("/page?after=", "- 100"), ("/numbers?after=17", "17"), ("/numbers", "0"),
        ("/filter?mode=choreography", "choreography"),
        ("/filter", "-"), ("/orders/7", "7"), ("/stock/MUG", "MUG"), ("/stock/A%2FB%20C", "A/B C"),
    ])
    func `queries and paths are read`(uri: String, text: String) async throws {
        try await app().test(.router) { client in
            let response = try await client.get(uri)
            #expect(response.status == .ok)
            #expect(response.text == text)
        }
    }

    @Test(arguments: [
        ("/page?limit=0", "'limit' must be a whole number from 1 to 1000, not '0'"), ("/page?limit=1001", "'limit'"),
        ("/page?limit=ten", "'limit'"), ("/page?limit=1&limit=2", "'limit' is given twice"),
        ("/numbers?after=x", "'after' must be a whole number of 0 or more"), ("/numbers?after=-1", "'after'"),
        ("/filter?mode=both", "'mode' must be one of choreography, orchestration, not 'both'"),
        ("/orders/0", "an order id"), ("/orders/seven", "an order id"), ("/stock/%00", "'sku'"),
        ("/stock/\(String(repeating: "x", count: 65))", "'sku'"),
    ])
    func `a wrong query or path is a clear 400`(uri: String, detail: String) async throws {
        try await app().test(.router) { client in
            let problem = try await client.get(uri).problem()
            #expect(problem.status == 400)
            #expect(problem.detail?.contains(detail) == true, "\(problem.detail ?? "")")
        }
    }

    @Test func `an idempotency key is optional`() async throws {
        try await app().test(.router) { client in
            let without = try await client.post("/key", "")
            #expect(without.text == "-")
            let longest = String(repeating: "k", count: 255)
            let with = try await client.post("/key", "", headers: [.idempotencyKey: longest])
            #expect(with.text == longest)
        }
    }

    @Test(arguments: [["two words"], [""], [String(repeating: "k", count: 256)], ["grün"], ["a", "b"]])
    func `a key that is not valid is refused, not ignored`(values: [String]) async throws {
        try await app().test(.router) { client in
            var headers = HTTPFields()
            headers[values: .idempotencyKey] = values
            let problem = try await client.post("/key", "", headers: headers).problem()
            #expect(problem.status == 400)
            #expect(problem.detail?.contains("Idempotency-Key") == true)
        }
    }
}
