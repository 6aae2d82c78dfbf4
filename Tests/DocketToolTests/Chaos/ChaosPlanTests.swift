import Contracts
import Decisions
@testable import DocketChaos
@testable import DocketCommandLine
@testable import DocketInstallation
@testable import DocketSupervisor
import Messaging
import SQLiteEventBus
import Testing

/// What a chaos run is made of, without processes.
@Suite struct ChaosPlanTests {
    @Test func `the same seed injects faults into the same processes, another one others`() {
        let first = Array(StrikeSequence(seed: 1).prefix(200))
        #expect(first == Array(StrikeSequence(seed: 1).prefix(200)))
        #expect(first != Array(StrikeSequence(seed: 2).prefix(200)))
    }

    @Test func `every process meets every kind of fault, and some stops outlast the wait for the lock`() {
        let faults = Array(StrikeSequence(seed: 3).prefix(400))
        for service in ServiceName.allCases {
            #expect(Set(faults.filter { $0.service == service }.map(\.kind)) == Set(ProcessFault.Kind.allCases))
        }
        #expect(faults.contains { $0.length > SQLiteEventBus.Options().lockWait.seconds })
        #expect(faults.allSatisfy { (0.2..<2).contains($0.pause) && (0.05..<7.1).contains($0.length) })
    }

    @Test func `cells where nothing can happen are the orchestrator's without orchestrated orders`() {
        let none = CoordinationMode.allCases.flatMap(CrashCell.all).filter { $0.notApplicable != nil }
        #expect(none.count == 4)
        #expect(none.allSatisfy { $0.process == .dispatch && $0.mode == .choreography && $0.isGood })
    }

    @Test func `a cell is good only if it died, came back, and nothing is broken`() {
        var cell = CrashCell(.stock, .midRelay, .choreography)
        #expect(!cell.isGood)
        cell.died = true
        #expect(!cell.isGood)
        cell.recoverySeconds = 0.1
        #expect(cell.isGood)
        cell.violations = ["a unit was sold twice"]
        #expect(!cell.isGood)
    }

    @Test(arguments: [
        ("100", RetentionRule.messages(100)), ("90s", .seconds(90)), ("15m", .seconds(900)), ("1h", .seconds(3600)),
        ("7d", .seconds(604_800)),
    ])
    func `what to keep is a number of messages or an age`(text: String, rule: RetentionRule) {
        #expect(RetentionRule(argument: text) == rule)
    }

    @Test(arguments: ["", "0", "-1", "h", "0h", "1.5h", "1w", "1 h"]) func `anything else is no rule`(text: String) {
        #expect(RetentionRule(argument: text) == nil)
    }
}

/// Whether a soak sees what it is there to see.
@Suite struct SoakReportTests {
    /// Twenty samples of a service at rest in itself, each bent by `bend`.
    private func report(_ bend: (inout SoakSample, Int) -> Void) -> SoakReport {
        SoakReport(
            (0..<20).map { number in
                var sample = SoakSample(seconds: Double(number))
                for service in ServiceName.allCases {
                    sample.memory[service.rawValue] = 40 << 20
                    sample.descriptors[service.rawValue] = 30
                    sample.files["\(service.rawValue).db"] = 1000 * Int64(number)
                    sample.files["\(service.rawValue).db-wal"] = 4 << 20
                }
                sample.files["bus.db"] = 20 << 20
                sample.inboxRows = 40_000
                sample.ordersPaid = 100 * number
                (sample.payP50, sample.payP99, sample.readyP50, sample.readyP99) = (5, 30, 20, 80)
                bend(&sample, number)
                return sample
            })
    }

    @Test func `one that ends as it begins is good, though caches fill and orders are kept`() {
        let steady = report { sample, number in
            if number < 4 { sample.memory["stock"] = Int64(number) << 20 }
        }
        #expect(steady.isGood, "\(steady.checks.filter { !$0.isGood })")
        #expect(steady.bytesPerOrder == 40)
    }

    @Test func `a leak of memory, a leak of descriptors, files without end and a slower end are seen`() {
        let bent: [(String, (inout SoakSample, Int) -> Void)] = [
            ("memory of stock", { $0.memory["stock"]! += Int64($1) << 20 }),
            ("descriptors of orders", { $0.descriptors["orders"]! += 2 * $1 }),
            ("bus.db", { $0.files["bus.db"]! += Int64($1) << 20 }),
            ("write-ahead logs", { $0.files["orders.db-wal"]! += Int64($1) << 22 }),
            ("inbox rows", { $0.inboxRows += 5_000 * $1 }),
            ("due to paid, p50", { $0.payP50 += Double($1) }),
            ("due to paid, p99", { $0.payP99 += 3 * Double($1 * $1) }),
            ("paid to ready, p50", { $0.readyP50 += 3 * Double($1) }),
            ("paid to ready, p99", { $0.readyP99 += 3 * Double($1 * $1) }),
        ]
        for (name, bend) in bent { #expect(report(bend).checks.filter { !$0.isGood }.map(\.name) == [name]) }
    }

    @Test func `one that was too short is not good`() {
        #expect(!SoakReport([]).isGood)
    }
}
