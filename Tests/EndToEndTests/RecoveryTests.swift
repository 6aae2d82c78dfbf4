@testable import DocketBackup
@testable import DocketInstallation
import DocketSupervisor
@testable import DocketVerify
import Foundation
import ServiceKit
import Subprocess
import Testing

extension EndToEnd {
    /// Backup, restore, rebuild and replay with the real programs: what comes of them runs on, and everything holds.
    struct RecoveryTests {
        private let home: TemporaryDirectory

        init() throws { home = try TemporaryDirectory() }

        private func up(_ directory: String, _ options: String...) async throws -> RunningProgram {
            let up = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", directory] + options)
            try await eventually("docket up says that all are ready: \(up.lines.suffix(3))") {
                up.servicesAreReady
            }
            return up
        }

        private func load(_ directory: String, _ count: Int, _ options: String...) async throws {
            let load = try await Program.run(
                "docket",
                arguments: ["load", "--count", "\(count)", "--receive", "200", "--mode", "both", "--data-dir", directory]
                    + options)
            #expect(load.end == .exited(0), "\(load.error)")
        }

        /// Carries some orders through, stops, and holds everything against the rules.
        private func expectItRunsOn(_ directory: String, _ what: String) async throws {
            let up = try await up(directory)
            try await load(directory, 3)
            try await eventually("\(what): everything is done") { try Verifier.verify(dataDirectory: directory).isDrained }
            #expect(await up.stop() == .exited(0), "\(what)")
            let report = try Verifier.verify(dataDirectory: directory)
            #expect(report.isClean, "\(what): \(report.violations)")
        }

        @Test func `a backup that is made under load is one moment, and runs on`() async throws {
            let directory = home.path(of: "data")
            let running = try await up(directory)
            async let loading: Void = load(directory, 150)
            for number in 1...3 {
                let backup = home.path(of: "backup-\(number)")
                let made = try await Program.run("docket", "backup", backup, "--json", "--data-dir", directory)
                #expect(made.end == .exited(0), "\(made.error)")
                #expect(made.output.contains("writersWaited"))
            }
            try await loading
            #expect(await running.stop() == .exited(0))
            for number in 1...3 {
                let restored = home.path(of: "restored-\(number)")
                let result = try await Program.run(
                    "docket", "restore", home.path(of: "backup-\(number)"), "--data-dir", restored)
                #expect(result.end == .exited(0), "\(result.error)")
                try await expectItRunsOn(restored, "backup \(number)")
            }
        }

        @Test func `a running installation is not restored`() async throws {
            try await withDocketUp { docket in
                let backup = docket.home.path(of: "backup")
                #expect(try await Program.run("docket", "backup", backup, "--data-dir", docket.dataDirectory).end == .exited(0))
                let restore = try await Program.run("docket", "restore", backup, "--replace", "--data-dir", docket.dataDirectory)
                #expect(restore.end == .exited(73) && restore.error.contains("is already running"), "\(restore.error)")
            }
        }

        @Test(arguments: ServiceName.allCases)
        func `a service whose file is lost is made again and goes on`(service: ServiceName) async throws {
            let directory = home.path(of: "data")
            let running = try await up(directory)
            try await load(directory, 4)
            try await load(directory, 2, "--payload-style", "notification", "--batch", "2")
            try await eventually("everything is done") { try Verifier.verify(dataDirectory: directory).isDrained }
            #expect(await running.stop() == .exited(0))
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: "\(directory)/\(service).db\(suffix)")
            }

            let refused = try await Program.run("docket", "up", "--port-base", "0", "--data-dir", directory)
            #expect(refused.end == .exited(73) && refused.error.contains("docket rebuild \(service)"), "\(refused.error)")
            let rebuilt = try await Program.run("docket", "rebuild", service.rawValue, "--data-dir", directory)
            #expect(rebuilt.end == .exited(0), "\(rebuilt.error)")
            if service == .orders {
                #expect(rebuilt.output.contains("4 orders that the log has too little of"), "\(rebuilt.output)")
            }
            try await expectItRunsOn(directory, "\(service)")
            let last = try OrderNumbers.last(in: URL(filePath: "\(directory)/orders.db"))
            #expect(service == .orders ? last > 11_000 : last == 18)
        }

        @Test func `a service whose file is older is made again and goes on`() async throws {
            let set = try await DataSet()
            for file in ["stock", "shipping", "dispatch", "orders"] {
                let directory = set.home.path(of: "again-\(file)")
                try set.copy(set.new, to: directory)
                try set.replace(file, in: directory, from: set.old)
                let rebuilt = try await Program.run("docket", "rebuild", file, "--replace", "--data-dir", directory)
                #expect(rebuilt.end == .exited(0), "\(rebuilt.error)")
                try await expectItRunsOn(directory, file)
            }
        }

        @Test func `an installation as it was at a position runs on from there, and differs in what came after`() async throws {
            let directory = home.path(of: "data")
            let running = try await up(directory)
            try await load(directory, 4)
            try await eventually("everything is done") { try Verifier.verify(dataDirectory: directory).isDrained }
            #expect(await running.stop() == .exited(0))
            let (then, until) = (home.path(of: "then"), 30)
            let replay = try await Program.run(
                "docket", "replay", "--until", "\(until)", "--into", then, "--data-dir", directory)
            #expect(replay.end == .exited(0), "\(replay.error)")
            let same = try await Program.run("docket", "diff", directory, directory)
            #expect(same.end == .exited(0) && same.output.contains("the same"), "\(same.output)")
            let diff = try await Program.run("docket", "diff", directory, then, "--json")
            #expect(diff.end == .exited(1))
            let difference: InstallationDiff = try diff.decode()
            #expect(difference.messages.sameUpTo == Int64(until) && difference.messages.rightBehind.isEmpty)
            #expect(!difference.orders.isEmpty && !difference.balances.isEmpty)
            try await expectItRunsOn(then, "replayed")
            let original = try Verifier.verify(dataDirectory: directory)
            #expect(original.isClean && original.isDrained)
        }
    }
}
