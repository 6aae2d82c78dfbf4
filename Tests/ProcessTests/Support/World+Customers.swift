import CompactJSON
import Contracts
import Decisions
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

/// What people do in the world, over the real routes.
extension World {
    struct OrderRequest: Encodable {
        var customerId: CustomerID = "C-1"
        var items: [OrderItem]
        var shipTo: Address
        var mode: CoordinationMode
        var payloadStyle: PayloadStyle?
    }

    /// What the tests look at in an order.
    struct OrderAnswer: Decodable, Equatable {
        var orderId: Int
        var state: String
        var cancellationReason: String?
        var paid: Money?
        var refunded: Money?
    }

    private struct Delivery: Encodable {
        struct Item: Encodable {
            var sku: SKU
            var quantity: Quantity
            var unitWeightGrams: Int
        }
        var items: [Item]
    }

    func receive(_ units: Quantity, of sku: SKU, grams: Int = 400) async throws {
        let item = Delivery.Item(sku: sku, quantity: units, unitWeightGrams: grams)
        let response = try await send(.post, "/goods-in", Delivery(items: [item]))
        #expect(response.status == .ok)
    }

    /// Creates an order, and pays it. Returns its number.
    @discardableResult
    func order(
        _ quantity: Quantity = 2, of sku: SKU = "MUG", _ mode: CoordinationMode, to postcode: String = "10115", pays: Bool = true,
        payloadStyle: PayloadStyle? = nil
    ) async throws -> Int {
        let line = OrderItem(sku: sku, quantity: quantity, unitPrice: try Money(amount: 1_250, currency: "EUR"))
        let address = Address(name: "Ada Example", street: "Hauptstr. 1", city: "Berlin", postcode: postcode, country: "DE")
        let response = try await send(
            .post, "/orders", OrderRequest(items: [line], shipTo: address, mode: mode, payloadStyle: payloadStyle))
        try #require(response.status == .created)
        let id = try answer(response).orderId
        ordered[id] = [line]
        if pays { try await pay(id) }
        return id
    }

    func pay(_ order: Int) async throws {
        let response = try await send(.post, "/orders/\(order)/payment", [String: String]())
        #expect(response.status == .ok)
    }

    /// True if the order was cancelled, false if it was too late.
    func cancel(_ order: Int) async throws -> Bool {
        let response = try await send(.post, "/orders/\(order)/cancellation", [String: String]())
        #expect([.ok, .conflict].contains(response.status))
        return response.status == .ok
    }

    /// What a person does by hand. Returns the status.
    func act(_ path: String, by: String, why: String) async throws -> Int {
        try await send(.post, path, ["by": by, "why": why]).status.code
    }

    func switchCarriers(on: Bool) async throws {
        for carrier in ["SWIFTPOST", "HAULIER"] {
            let response = try await send(.put, "/carriers/\(carrier)", ["enabled": on])
            #expect(response.status == .ok)
        }
    }

    func look(at order: Int) async throws -> OrderAnswer {
        try answer(try await client.executeRequest(uri: "/orders/\(order)", method: .get, headers: [:], body: nil))
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: some Encodable) async throws -> TestResponse {
        let json = ByteBuffer(bytes: try MessageCoding.encode(body))
        return try await client.executeRequest(
            uri: path, method: method, headers: [.contentType: "application/json"], body: json)
    }

    private func answer(_ response: TestResponse) throws -> OrderAnswer {
        try MessageCoding.decode(OrderAnswer.self, from: Data(response.body.readableBytesView))
    }
}
