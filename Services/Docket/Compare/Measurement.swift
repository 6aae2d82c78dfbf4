import Contracts
import DocketClient
import DocketCommandLine
import DocketInstallation
package import DocketLoad
import DocketSupervisor
import Foundation
import Subprocess

/// What is done with one mode to get its figures. Each phase leaves all orders closed, so that the next begins in silence.
package struct Measurement: Sendable {
    package let orders: [LoadOrder]
    package let rate: Double
    package let report: @Sendable (String) -> Void

    package init(orders: [LoadOrder], rate: Double, report: @escaping @Sendable (String) -> Void) {
        self.orders = orders
        self.rate = rate
        self.report = report
    }

    /// Orders that are short of stock.
    private static let shortages = 20
    /// Seconds a killed service stays away.
    private static let outage = 2.0

    package struct Backlog: Sendable {
        package var perSecond: Double
        var messagesPerOrder: Double
        var bytesPerOrder: Double
        var criticalPath: [String]
    }

    /// All orders are paid while the services are down; then they start.
    ///
    /// - Parameter batch: Another one for each time on the same rig, or the orders are recognised and not done again.
    package func backlog(_ rig: Rig, batch: String = "backlog") async throws -> Backlog {
        report("\(rig.mode): \(orders.count) orders are paid, then the services work them off")
        try await rig.receive(ListSource(orders).skus)
        let others = ServiceName.allCases.filter { $0 != .orders }
        for service in others { await rig.supervisor.stop(service) }
        let start = try rig.position()
        let paid = try await rig.send(orders, rate: nil, batch: batch)
        try await withThrowingDiscardingTaskGroup { group in
            for service in others { group.addTask { try await rig.supervisor.start(service) } }
        }
        try await rig.untilDecided(paid, after: start)
        try await rig.untilClosed()
        let log = try rig.read(after: start)
        return Backlog(
            perSecond: log.readyPerSecond, messagesPerOrder: Double(log.messages) / Double(paid),
            bytesPerOrder: Double(log.bytes) / Double(paid), criticalPath: log.criticalPath)
    }

    package struct Steady: Sendable {
        package var paidToReady: Percentiles
        var commitsPerOrder: Double
        var shortageToRefund: Double
        var catchUp: ModeFigures.CatchUp
    }

    /// A steady rate undisturbed, then shortages, then with a service killed for two seconds.
    package func steady(_ rig: Rig) async throws -> Steady {
        try await rig.receive(ListSource(orders).skus)
        report("\(rig.mode): \(Int(rate)) orders a second")
        let start = try rig.position()
        let commits = try await rig.commits()
        let paid = try await rig.send(some(seconds: 10), rate: rate, batch: "steady")
        try await rig.untilDecided(paid, after: start)
        try await rig.untilClosed()
        let commitsPerOrder = Double(try await rig.commits() - commits) / Double(paid)
        let percentiles = Percentiles(try rig.read(after: start).paidToReady)
        return Steady(
            paidToReady: percentiles, commitsPerOrder: commitsPerOrder, shortageToRefund: try await shortage(rig),
            catchUp: .init(
                stock: try await catchUp(rig, after: .stock), orchestrator: try await catchUp(rig, after: .dispatch)))
    }

    private func shortage(_ rig: Rig) async throws -> Double {
        report("\(rig.mode): orders for what is not there")
        let start = try rig.position()
        let short = try (1...Self.shortages).map { number in
            let item = OrderItem(sku: "NEVER-RECEIVED", quantity: 1, unitPrice: try Money(amount: 1000, currency: "EUR"))
            let order = NewOrder(customerId: "C-1", items: [item], shipTo: DemoAddress.of("\(number)"))
            return LoadOrder(number: "short-\(number)", order: order)
        }
        let paid = try await rig.send(short, rate: 20, batch: "shortage")
        try await rig.untilDecided(paid, after: start)
        try await rig.untilClosed()
        return Percentiles(try rig.read(after: start).shortageToRefund).p50
    }

    private func catchUp(_ rig: Rig, after service: ServiceName) async throws -> Double {
        report("\(rig.mode): \(service.rawValue) is killed under load and stays away for two seconds")
        let start = try rig.position()
        let load = Task { try await rig.send(some(seconds: 5), rate: rate, batch: "without-\(service.rawValue)") }
        try await Task.sleep(for: .seconds(1.5))
        await rig.supervisor.holdDown(service, by: .kill)
        try await Task.sleep(for: .seconds(Self.outage))
        let back = Date()
        try await rig.supervisor.start(service)
        try await rig.untilDecided(try await load.value, after: start)
        try await rig.untilClosed()
        return try rig.read(after: start).catchUp(from: back)
    }

    /// As many orders as the rate takes in this time, from the beginning of the list again if it is too short.
    private func some(seconds: Double) -> [LoadOrder] {
        (0..<max(1, Int(rate * seconds))).map { index in
            var order = orders[index % orders.count]
            order.number += "/\(index)"
            return order
        }
    }
}
