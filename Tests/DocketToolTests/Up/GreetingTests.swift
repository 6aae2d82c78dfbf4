import Contracts
@testable import DocketClient
import DocketInstallation
@testable import DocketUp
import Foundation
import Testing

struct GreetingTests {
    private let text = Greeting(
        addresses: [.orders: "http://127.0.0.1:8101", .stock: "http://127.0.0.1:8102"], console: "http://127.0.0.1:8100",
        dataDirectory: "/tmp/d"
    ).text

    @Test func `the bodies it shows are ones that the services take`() throws {
        let bodies = text.split(separator: "-d '").dropFirst().compactMap { $0.split(separator: "'").first }
        try #require(bodies.count == 3)
        let delivery = try JSONDecoder().decode(Delivery.self, from: Data(bodies[0].utf8))
        let order = try JSONDecoder().decode(NewOrder.self, from: Data(bodies[1].utf8))
        // What it books in is what it orders.
        #expect(delivery.items.map(\.sku) == order.items.map(\.sku))
    }

    @Test func `the commands it shows name the same installation`() {
        #expect(text.contains("Look at them in a browser:\n  http://127.0.0.1:8100\n"))
        #expect(text.contains("docket status --data-dir /tmp/d"))
        #expect(text.contains("curl -s http://127.0.0.1:8101/orders/1\n"))
    }
}
