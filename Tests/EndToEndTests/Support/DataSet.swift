import Contracts
@testable import DocketInstallation
import DocketSupervisor
@testable import DocketVerify
import EventBus
import Foundation
import ServiceKit
import Subprocess

/// Three copies of data directories that real services wrote: one at an early moment, the same one later, and one of another
/// installation. The later one was killed, so that its write-ahead logs hold what the files do not.
struct DataSet {
    static let files = ["bus", "orders", "stock", "shipping", "dispatch"]

    let home: TemporaryDirectory
    var old: String { home.path(of: "old") }
    var new: String { home.path(of: "new") }
    var other: String { home.path(of: "other") }

    init() async throws {
        home = try TemporaryDirectory()
        try await run(home.path(of: "data"), orders: 1)
        try copy(home.path(of: "data"), to: old)
        try await run(home.path(of: "data"), orders: 3, isKilled: true)
        try copy(home.path(of: "data"), to: new)
        try await run(home.path(of: "strange"), orders: 2)
        try copy(home.path(of: "strange"), to: other)
    }

    /// Some orders in each mode, from the payment to the end.
    private func run(_ directory: String, orders: Int, isKilled: Bool = false) async throws {
        let up = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", directory])
        try await eventually("docket up says that all are ready") { up.servicesAreReady }
        let installation = Installation(path: directory)
        try await Self.complete(orders, in: installation)
        guard isKilled else {
            await up.stop()
            return
        }
        // All at once, before anybody can move a write-ahead log into its file.
        let services = ServiceName.allCases.compactMap { installation.holder(of: $0)?.pid }
        for pid in services { kill(pid, SIGSTOP) }
        await up.stop(by: .kill)
        for pid in services { kill(pid, SIGKILL) }
        try await eventually("all are gone") { ServiceName.allCases.allSatisfy { installation.holder(of: $0) == nil } }
    }

    /// Pays so many orders in each mode, and waits until nothing is left to be done.
    static func complete(_ count: Int, in installation: Installation) async throws {
        let load = try await Program.run(
            "docket", "load", "--receive", "50", "--count", "\(count)", "--mode", "both", "--data-dir", installation.path)
        guard load.end == .exited(0) else { throw NotInTime(description: load.error) }
        try await eventually("all messages are handled, and all progress is noted") {
            try Verifier.verify(dataDirectory: installation.path).isDrained
                && installation.busStatistics()?.consumers.allSatisfy { $0.position > 0 } == true
        }
    }

    /// A new directory with what this one holds; run files and locks stay behind.
    func copy(_ source: String, to target: String) throws {
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: source) where name.contains(".db") || name == "bus.signal"
        {
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
        }
    }

    /// Puts one database with its write-ahead log in the place of another.
    func replace(_ file: String, in directory: String, from source: String?) throws {
        for suffix in ["", "-wal", "-shm"] {
            let path = "\(directory)/\(file).db\(suffix)"
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            if let source, FileManager.default.fileExists(atPath: "\(source)/\(file).db\(suffix)") {
                try FileManager.default.copyItem(atPath: "\(source)/\(file).db\(suffix)", toPath: path)
            }
        }
    }

    /// Changes the bytes of a file.
    func spoil(_ path: String, _ change: (inout Data) -> Void) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        change(&bytes)
        try bytes.write(to: URL(filePath: path))
    }

    /// Changes one bit in the first frame of a write-ahead log: SQLite then believes none of it.
    func flipBit(inWriteAheadLogOf file: String, in directory: String) throws {
        let url = URL(filePath: "\(directory)/\(file).db-wal")
        var bytes = try Data(contentsOf: url)
        guard bytes.count > 100 else { throw NotInTime(description: "\(url.path) holds nothing") }
        bytes[100] ^= 1
        try bytes.write(to: url)
        // It is an index of the write-ahead log that SQLite makes anew; as it was, it would hide the damage.
        try? FileManager.default.removeItem(atPath: "\(directory)/\(file).db-shm")
    }
}
