import Contracts
import Decisions
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing

@Suite struct StrictJSONTests {
    /// As a service would declare it: nothing in it says that it is read strictly.
    struct Place: Codable, Equatable, Sendable {
        var customerId: CustomerID
        var items: [OrderItem]
        var shipTo: Address?
        var mode: CoordinationMode?
        var at: Date?
        var tags: [String: [Int32]]?
        var note: String??
    }

    private static let item = #"{"sku":"MUG","quantity":2,"unitPrice":{"amount":1250,"currency":"EUR"}}"#
    private static let good = #"{"customerId":"C-1","items":[\#(item)]}"#

    private func app(limit: Int = BodyLimit.usual) throws -> HTTPServer {
        try server { router in
            router.post("orders") { request, context in
                JSONResponse(try await request.decode(Place.self, context: context, limit: limit), status: .created)
            }
            router.post("usual") { request, context in
                JSONResponse(try await request.decode(as: Place.self, context: context))
            }
            router.post("unannounced") { request, context in
                // The same body without its length in front, as a chunked request has it.
                let head = HTTPRequest(
                    method: .post, scheme: nil, authority: nil, path: nil, headerFields: [.contentType: "application/json"])
                let chunked = Request(head: head, body: request.body)
                return JSONResponse(try await chunked.decode(Place.self, context: context, limit: limit))
            }
        }
    }

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON"])
    func `a right body is read`(contentType: String) async throws {
        try await app().test(.router) { client in
            let response = try await client.post("/orders", Self.good, contentType: contentType)
            #expect(response.status == .created)
            let place = try response.json(Place.self)
            #expect(place.customerId == "C-1")
            #expect(place.items.first?.unitPrice.amount == 1250)
            #expect(place.mode == nil)
        }
    }

    @Test func `optional values, dates, dictionaries and nulls are read`() async throws {
        let body = #"""
            {"customerId":"C-1","items":[],"mode":"choreography","at":"2026-11-23T16:00:00.250Z","tags":{"a":[1],"b":[]},
             "shipTo":null,"note":null}
            """#
        try await app().test(.router) { client in
            let response = try await client.post("/orders", body)
            let place = try response.json(Place.self)
            #expect(place.mode == .choreography)
            #expect(place.at == Date(timeIntervalSince1970: 1_795_449_600.25))
            #expect(place.tags == ["a": [1], "b": []])
            #expect(place.shipTo == nil)
            #expect(response.text.contains("\"2026-11-23T16:00:00.250Z\""))
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var body: String
        var status: Int
        var detail: String
        var testDescription: String { body }
    }

    static let cases = [
        // No JSON at all.
        Case(body: "", status: 400, detail: "the body is no valid JSON"),
        Case(body: #"{"customerId":"#, status: 400, detail: "the body is no valid JSON"),
        Case(
            body: #"{"customerId":'C-1'}"#, status: 400, detail: "the body is no valid JSON: no value begins like this at byte 14"
        ),
        Case(body: "\(good) x", status: 400, detail: "the body is no valid JSON"),
        Case(body: String(repeating: "[", count: 10_000), status: 400, detail: "the body is no valid JSON"),
        Case(
            body: #"{"customerId":"C-1","customerId":"C-2","items":[]}"#, status: 400,
            detail: #"the body is no valid JSON: the field "customerId" is there twice at byte 21"#),
        // JSON of another form.
        Case(body: "[]", status: 400, detail: "the body must be an object"),
        Case(body: "null", status: 400, detail: "the body must be an object"),
        Case(body: #"{"items":[]}"#, status: 400, detail: "'customerId' is missing"),
        Case(body: #"{"customerId":7,"items":[]}"#, status: 400, detail: "'customerId' must be text"),
        Case(body: #"{"customerId":"C-1","items":{}}"#, status: 400, detail: "'items' must be a list"),
        Case(
            body: good.replacing("2", with: "\"two\"", maxReplacements: 1), status: 400,
            detail: "'items[0].quantity' must be a whole number"),
        Case(body: good.replacing("\"amount\":1250,", with: ""), status: 400, detail: "'items[0].unitPrice.amount' is missing"),
        // Unknown fields, at every level.
        Case(
            body: good.replacing("\"items\"", with: "\"mdoe\":\"choreography\",\"items\""), status: 400,
            detail: "'mdoe' is not known here; known are at, customerId, items, mode, note, shipTo, tags"),
        Case(
            body: good.replacing("\"sku\"", with: "\"color\":1,\"sku\""), status: 400,
            detail: "'items[0].color' is not known here; known are quantity, sku, unitPrice"),
        Case(
            body: good.replacing("\"amount\"", with: "\"amuont\":1,\"amount\""), status: 400,
            detail: "'items[0].unitPrice.amuont' is not known here; known are amount, currency"),
        // The right form, but values that make no sense.
        Case(
            body: good.replacing("\"quantity\":2", with: "\"quantity\":0"), status: 422,
            detail: "'items[0].quantity': a quantity is 1 to 1000000"),
        Case(
            body: good.replacing("EUR", with: "euro"), status: 422,
            detail: "'items[0].unitPrice': a currency is a code of ISO 4217"),
        Case(body: good.replacing("C-1", with: "a\\nb"), status: 422, detail: "'customerId': must be 1 to 64 letters"),
        Case(
            body: good.replacing("\"items\"", with: "\"at\":\"today\",\"items\""), status: 422,
            detail: "'at': must be a time such as"),
        Case(body: good.replacing("\"items\"", with: "\"mode\":\"both\",\"items\""), status: 422, detail: "'mode': "),
        Case(
            body: good.replacing("1250", with: "1e30"), status: 422,
            detail: "'items[0].unitPrice.amount': must be a whole number that is not too large"),
    ]

    @Test(arguments: cases)
    func `a wrong body gets the place where it is wrong`(expected: Case) async throws {
        try await app().test(.router) { client in
            let problem = try await client.post("/orders", expected.body).problem()
            #expect(problem.status == expected.status)
            #expect(problem.detail?.hasPrefix(expected.detail) == true, "\(problem.detail ?? "")")
        }
    }

    @Test(arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
    func `another content type is refused`(contentType: String?) async throws {
        try await app().test(.router) { client in
            let problem = try await client.post("/orders", Self.good, contentType: contentType).problem()
            #expect(problem.status == 415)
        }
    }

    @Test(arguments: ["/orders", "/unannounced"])
    func `a body of the limit is read, one byte more is refused`(path: String) async throws {
        let size = Self.good.utf8.count
        try await app(limit: size).test(.router) { client in
            #expect(try await client.post(path, Self.good).status.kind == .successful)
            let response = try await client.post(path, Self.good + " ")
            #expect(try response.problem().status == 413)
            #expect(try response.problem().detail == "the body may have \(size) bytes at most")
        }
    }

    @Test func `the usual limit is one mebibyte`() async throws {
        let large = Self.good + String(repeating: " ", count: BodyLimit.usual)
        try await app().test(.router) { client in
            let response = try await client.post("/orders", large)
            #expect(response.status == .contentTooLarge)
        }
        try await app(limit: BodyLimit.bulk).test(.router) { client in
            let response = try await client.post("/orders", large)
            #expect(response.status == .created)
        }
    }

    @Test func `the framework's own way of decoding is as strict`() async throws {
        try await app().test(.router) { client in
            let right = try await client.post("/usual", Self.good)
            #expect(right.status == .ok)
            let wrong = try await client.post("/usual", Self.good.replacing("\"items\"", with: "\"x\":1,\"items\""))
            #expect(try wrong.problem().status == 400)
        }
    }
}
