import Contracts
import EventBus
import Foundation
import FulfilmentSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Messaging
import ServiceKit
import Synchronization
import Testing

/// Calls back over a real connection, to a server that answers as the test wants.
@Suite struct OrdersCallerTests {
    private static let paid = """
        {"orderId":7,"customerId":"C-1","items":[],"amount":{"amount":0,"currency":"EUR"},
        "shipTo":{"name":"A","street":"B","city":"C","postcode":"10115","country":"DE"}}
        """

    /// What the server saw of one call.
    private struct Seen: Sendable {
        var uri: String
        var correlationID: String?
        var trace: String?
        var authorization: String?
    }

    @Test func `a call asks for the version of the notice, under its correlation id, in its trace, with the token`() async throws
    {
        let seen = Mutex<Seen?>(nil)
        try await withOrders { request in
            seen.withLock {
                $0 = Seen(
                    uri: request.uri.string, correlationID: request.headers[.correlationID],
                    trace: request.headers[.traceParent], authorization: request.headers[.authorization])
            }
            return (.ok, Self.paid)
        } body: { configuration in
            let answer = await ask(OrdersCaller(configuration, registry: PrometheusRegistry()))
            guard case .full(let message) = answer, let details = message as? OrderPaid else { Issue.record("\(answer)"); return }
            #expect(details.orderId == 7 && details.shipTo.postcode == "10115")
        }
        let call = try #require(seen.withLock { $0 })
        #expect(call.uri == "/orders/7/payment-details?version=2")
        #expect(call.correlationID == "c-1" && call.authorization == "Bearer s3cret")
        #expect(call.trace?.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") == true)
        #expect(call.trace != Self.notice.traceparent)
    }

    @Test(arguments: [HTTPResponse.Status.notFound, .conflict, .unauthorized])
    func `a refusal is a failed try, and no reason to stop calling`(status: HTTPResponse.Status) async throws {
        let registry = PrometheusRegistry()
        try await withOrders { _ in
            (status, "{}")
        } body: { configuration in
            let caller = OrdersCaller(configuration, registry: registry)
            for _ in 0..<5 {
                guard case .failed = await ask(caller) else { Issue.record("it was not a failed try"); return }
            }
            #expect(caller.closed(at: Date()) == nil)
        }
        #expect(registry.render().contains(#"back_calls_total{outcome="refused"} 5"#))
    }

    @Test func `an answer about another order, or none that can be read, is of no use`() async throws {
        for body in [Self.paid.replacing("7", with: "8"), "{}", "no json"] {
            try await withOrders { _ in
                (.ok, body)
            } body: { configuration in
                let answer = await ask(OrdersCaller(configuration, registry: PrometheusRegistry()))
                guard case .failed = answer else { Issue.record("\(answer)"); return }
            }
        }
    }

    @Test func `after some failures no call is made, and one success sets all right`() async throws {
        let isWell = Mutex(false)
        let calls = Mutex(0)
        let registry = PrometheusRegistry()
        var settings = OrdersCaller.Settings()
        settings.tries = 1
        settings.circuit = CircuitBreaker(failureLimit: 3, pause: 0.01, longestPause: 0.01)
        try await withOrders { _ in
            calls.withLock { $0 += 1 }
            return isWell.withLock { $0 } ? (.ok, Self.paid) : (.serviceUnavailable, "{}")
        } body: { [settings] configuration in
            let caller = OrdersCaller(configuration, registry: registry, settings: settings)
            for _ in 0..<3 {
                guard case .unavailable = await ask(caller) else { Issue.record("it counts as a try"); return }
            }
            #expect(calls.withLock { $0 } == 3)
            #expect(registry.render().contains("back_call_circuit_state 2"))
            isWell.withLock { $0 = true }
            var answer = await ask(caller)
            while case .unavailable = answer { answer = await ask(caller) }
            guard case .full = answer else { Issue.record("\(answer)"); return }
            #expect(registry.render().contains("back_call_circuit_state 0"))
        }
    }

    @Test func `a step does not wait for an answer that takes its time, and gets it later`() async throws {
        let (released, releasing) = AsyncStream.makeStream(of: Void.self)
        var settings = OrdersCaller.Settings()
        (settings.timeout, settings.stepWait) = (30, 1)
        try await withOrders { _ in
            for await _ in released {}
            return (.ok, Self.paid)
        } body: { [settings] configuration in
            let caller = OrdersCaller(configuration, registry: PrometheusRegistry(), settings: settings)
            guard case .unavailable = await ask(caller) else { Issue.record("there was an answer"); return }
            releasing.finish()
            var answer = await ask(caller)
            while case .unavailable = answer { answer = await ask(caller) }
            guard case .full = answer else { Issue.record("\(answer)"); return }
        }
    }

    @Test func `where there is no Orders the message waits`() async throws {
        try await withTemporaryDirectory { directory in
            let configuration = ServiceConfiguration(service: "stock", dataDirectory: directory)
            let answer = await ask(OrdersCaller(configuration, registry: PrometheusRegistry()))
            guard case .unavailable(_, let reason) = answer else { Issue.record("\(answer)"); return }
            #expect(reason.contains("no run file"))
        }
    }

    // MARK: Support

    private static let notice = Envelope(
        id: "Order-7/OrderPaidNotification", source: "/orders", type: "OrderPaidNotification", subject: "Order-7", time: Date(),
        schemaVersion: 1, correlationID: "c-1", causationID: nil, mode: "choreography", partitionKey: "Order-7",
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", data: Data(#"{"orderId":7,"version":2}"#.utf8))

    /// Asks on a thread of its own, as a step does: it blocks.
    private func ask(_ caller: OrdersCaller) async -> DetailAnswer {
        await withCheckedContinuation { continuation in
            Thread {
                let answers = caller.details(of: [Self.notice], at: Date())
                continuation.resume(
                    returning: answers[Self.notice.id] ?? .unavailable(until: Date(), because: "no answer at all"))
            }.start()
        }
    }

    private func withOrders(
        _ answer: @escaping @Sendable (Request) async -> (HTTPResponse.Status, String),
        body: @escaping @Sendable (ServiceConfiguration) async throws -> Void
    ) async throws {
        let app = try server(routes: { router in
            router.get("/orders/{id}/payment-details") { request, _ in
                _ = try request.query("version")
                let (status, text) = await answer(request)
                return Response(status: status, body: ResponseBody(byteBuffer: .init(string: text)))
            }
        })
        try await app.test(.live) { client in
            var configuration = ServiceConfiguration(
                service: "stock", dataDirectory: "/nowhere", apiToken: APIToken("s3cret"))
            configuration.publisherURL = "http://localhost:\(try #require(client.port))"
            try await body(configuration)
        }
    }
}
