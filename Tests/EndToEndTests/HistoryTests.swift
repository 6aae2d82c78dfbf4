@testable import DocketInstallation
@testable import DocketOperations
@testable import DocketSupervisor
@testable import DocketVerify
import Foundation
import ServiceKit
import Subprocess
import Testing

extension EndToEnd {
    /// A data directory that was put together wrongly: each of the five files, each way to get it wrong, both modes in it.
    ///
    /// It ends in a refusal that names the file and the way out, or in a system where everything holds.
    struct HistoryTests {
        /// What was done to a file, and whether it is found in any case.
        enum Damage: String, CaseIterable {
            case older, lost, newer, ofAnotherDirectory, withoutWriteAheadLog, bitInWriteAheadLog, cutShort, bitInFirstPage
        }

        @Test(arguments: Damage.allCases)
        func `files that do not belong together are refused by docket up and by every service`(damage: Damage) async throws {
            let set = try await DataSet()
            for file in DataSet.files {
                let directory = set.home.path(of: "cell-\(file)")
                try set.copy(damage == .newer ? set.old : set.new, to: directory)
                switch damage {
                case .older: try set.replace(file, in: directory, from: set.old)
                case .lost: try set.replace(file, in: directory, from: nil)
                case .newer: try set.replace(file, in: directory, from: set.new)
                case .ofAnotherDirectory: try set.replace(file, in: directory, from: set.other)
                case .withoutWriteAheadLog:
                    try FileManager.default.removeItem(atPath: "\(directory)/\(file).db-wal")
                    try? FileManager.default.removeItem(atPath: "\(directory)/\(file).db-shm")
                case .bitInWriteAheadLog: try set.flipBit(inWriteAheadLogOf: file, in: directory)
                case .cutShort, .bitInFirstPage:
                    // One that was stopped: all of it is in the file.
                    try FileManager.default.removeItem(atPath: directory)
                    try set.copy(set.old, to: directory)
                    try set.spoil("\(directory)/\(file).db") { bytes in
                        if damage == .cutShort { bytes.removeLast(bytes.count / 2) } else { bytes[0] ^= 1 }
                    }
                }
                try await expectRefusal(directory, "\(file).db \(damage.rawValue)", naming: "\(file).db")
                // A refused program has left nothing behind that looks like a database.
                let isThere = FileManager.default.fileExists(atPath: "\(directory)/\(file).db")
                #expect(isThere == (damage != .lost), "\(file)")
            }
        }

        private func expectRefusal(_ directory: String, _ what: String, naming file: String) async throws {
            let up = try await Program.run("docket", "up", "--port-base", "0", "--data-dir", directory)
            #expect(up.end == .exited(73), "\(what): \(up.output) \(up.error)")
            #expect(up.error.contains(file) && up.error.contains("docket re"), "\(what): \(up.error)")
            let status = try await Program.run("docket", "status", "--json", "--data-dir", directory)
            #expect(status.end == .exited(73), "\(what): \(status.error)")
            #expect(try status.decode(StatusReport.self).mismatches.contains { "\($0)".contains(file) }, "\(what)")
            // When the services are started by hand, at least one refuses, and none gives a position again.
            var refused = 0
            for service in ServiceName.allCases {
                let program = RunningProgram(service.executable, ["--port", "0", "--data-dir", directory])
                let end = try await eventualValue("\(service) listens or is refused") { () -> ProcessEnd?? in
                    if Installation(path: directory).runFile(of: service) != nil { return .some(nil) }
                    return Installation(path: directory).holder(of: service) == nil && program.pid != nil
                        && program.lines.contains { $0.hasPrefix("error: ") } ? .some(await program.end()) : nil
                }
                guard let end else {
                    await program.stop(by: .terminate)
                    continue
                }
                refused += 1
                #expect(end == .exited(73), "\(what), \(service): \(program.lines)")
            }
            #expect(refused > 0, "\(what)")
        }

        @Test func `what belongs together goes on, whether it was stopped or killed`() async throws {
            let set = try await DataSet()
            for directory in [set.old, set.new] {
                let up = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", directory])
                try await eventually("all are ready") { up.servicesAreReady }
                try await DataSet.complete(2, in: Installation(path: directory))
                #expect(await up.stop() == .exited(0))
                let report = try Verifier.verify(dataDirectory: directory)
                #expect(report.isClean && report.isDrained, "\(report.violations)")
            }
        }

        @Test func `after a clean stop each file is whole by itself`() async throws {
            let set = try await DataSet()
            // As the shell copies `*.db`.
            let copy = set.home.path(of: "copied")
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
            for file in DataSet.files {
                try FileManager.default.copyItem(atPath: "\(set.old)/\(file).db", toPath: "\(copy)/\(file).db")
            }
            let up = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", copy])
            try await eventually("all are ready") { up.servicesAreReady }
            try await DataSet.complete(1, in: Installation(path: copy))
            #expect(await up.stop() == .exited(0))
            let report = try Verifier.verify(dataDirectory: copy)
            #expect(report.isClean && report.totals.orders.values.reduce(0) { $0 + $1.values.reduce(0, +) } == 4)
        }

        @Test(arguments: DataSet.files)
        func `a file that is deleted while it is in use ends the services that use it`(file: String) async throws {
            let home = try TemporaryDirectory()
            let directory = home.path(of: "data")
            let up = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", directory])
            try await eventually("all are ready") { up.servicesAreReady }
            try await DataSet.complete(1, in: Installation(path: directory))
            try FileManager.default.removeItem(atPath: "\(directory)/\(file).db")
            #expect(await up.end() == .exited(73))
            let text = up.lines.joined(separator: "\n")
            #expect(text.contains("\(file).db was removed or replaced while it was in use"), "\(text)")
            #expect(ServiceName.allCases.allSatisfy { Installation(path: directory).holder(of: $0) == nil })
        }

        @Test func `a consumer that is down still has a lag`() async throws {
            try await withDocketUp { docket in
                try await DataSet.complete(1, in: docket.installation)
                let stock = try #require(docket.installation.holder(of: .stock)?.pid)
                kill(stock, SIGSTOP)
                let address = try #require(docket.installation.runFile(of: .orders)?.address)
                for _ in 0..<3 {
                    let created = try await Call("/orders", Samples.order(mode: "choreography")).send(to: address)
                    let order = try #require(created.text.firstMatch(of: /"orderId":(\d+)/)?.1)
                    _ = try await Call("/orders/\(order)/payment", "{}").send(to: address)
                }
                #expect(try #require(docket.installation.lag(of: .stock)) >= 3)
                kill(stock, SIGCONT)
            }
        }
    }
}
