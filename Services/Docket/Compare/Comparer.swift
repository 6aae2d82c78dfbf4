package import Contracts
import Decisions
import DocketInstallation
package import DocketLoad
import Foundation
import Fulfilment
import FulfilmentSupport
import ServiceKit

/// Measures both modes in turn, run by run, so that what the machine does meanwhile meets both alike.
struct Comparer: Sendable {
    let measurement: Measurement
    let binaries: Binaries
    let runs: Int
    let stop: StopFlag

    private static let modes: [CoordinationMode] = [.choreography, .orchestration]

    func run() async throws -> [ModeFigures] {
        var backlogs: [CoordinationMode: [Measurement.Backlog]] = [:]
        var violations: [CoordinationMode: [String]] = [:]
        for _ in 1...runs {
            for mode in Self.modes {
                let (backlog, found) = try await Rig.with(mode, binaries: binaries, stop: stop) { rig in
                    (try await measurement.backlog(rig), try await rig.violations())
                }
                backlogs[mode, default: []].append(backlog)
                violations[mode, default: []] += found
            }
        }
        var figures: [ModeFigures] = []
        for mode in Self.modes {
            let (steady, found) = try await Rig.with(mode, binaries: binaries, stop: stop) { rig in
                (try await measurement.steady(rig), try await rig.violations())
            }
            let all = violations[mode, default: []] + found
            figures.append(Self.figures(mode, backlogs[mode, default: []], steady, violations: all))
        }
        return figures
    }

    private static func figures(
        _ mode: CoordinationMode, _ backlogs: [Measurement.Backlog], _ steady: Measurement.Steady, violations: [String]
    ) -> ModeFigures {
        ModeFigures(
            mode: mode, backlog: Spread(backlogs.map(\.perSecond)), paidToReady: steady.paidToReady,
            messagesPerOrder: Spread(backlogs.map(\.messagesPerOrder)).median,
            bytesPerOrder: Spread(backlogs.map(\.bytesPerOrder)).median, commitsPerOrder: steady.commitsPerOrder,
            criticalPath: backlogs.first?.criticalPath ?? [], shortageToRefund: steady.shortageToRefund,
            catchUp: steady.catchUp, mustKnow: mustKnow(mode), violations: violations)
    }

    /// From the services' own tables: what each takes from the bus in this mode.
    private static func mustKnow(_ mode: CoordinationMode) -> [String: [String]] {
        let known = fulfilmentServices.map { ($0.name, $0.subscription.types(in: mode).sorted()) }
        return Dictionary(uniqueKeysWithValues: known)
    }
}

/// Orders that are all known beforehand.
package struct ListSource: OrderSource {
    package let skus: [SKU]
    package let count: Int
    private var orders: ArraySlice<LoadOrder>

    package init(_ orders: [LoadOrder]) {
        self.orders = orders[...]
        count = orders.count
        skus = Set(orders.flatMap { $0.order.items.map(\.sku) }).sorted()
    }

    package mutating func next() -> SourceItem? { orders.popFirst().map(SourceItem.order) }
}
