import DeterministicSimulation
import DocketVerify
import Foundation
import GRDB
import Messaging
import SQLiteEventBus

/// The machine of a simulated installation whose power fails: the real bus and the real files of the services.
enum SimulatedPower {
    /// What is wrong with how the programs wait for their disk: each is a mutant.
    enum Defect: Sendable {
        /// The bus answers when SQLite has committed (`synchronous = NORMAL`), and does not wait itself.
        case busWithoutWait
        /// The durable mark is raised before the wait.
        case markBeforeWait
        /// Nobody waits for the directory.
        case directoryWithoutWait
        /// A service's commits do not wait (`synchronous = NORMAL`).
        case serviceWithoutWait
    }

    /// Small, so that write-ahead logs are moved into their files within a story of 24 orders.
    private static let checkpointPages = 16

    static func machine(in directory: URL, _ defect: Defect?) throws -> SimulatedMachine {
        let disk = try SimulatedDisk(directory, ignoresDirectories: defect == .directoryWithoutWait)
        disk.map("bus.signal")
        return SimulatedMachine(
            disk,
            SimulatedMachine.Opening(
                bus: { disk in
                    var options = SQLiteEventBus.Options()
                    options.walCheckpointBytes = checkpointPages * 4096
                    options.sync = { [weak disk] in
                        guard let disk else { return }
                        if defect == .markBeforeWait { try raiseMark(disk) }
                        if defect != .busWithoutWait { try disk.sync("bus.db-wal") }
                    }
                    return try SQLiteEventBus(directory: disk.directory.path, options: options)
                },
                database: { file in
                    let database = try ServiceDatabase.open(file)
                    try database.writeWithoutTransaction { db in
                        try db.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
                        if defect == .serviceWithoutWait { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
                    }
                    return database
                }))
    }

    /// In memory where there is such a place: that this disk never waits is the point.
    static func makeDirectory() throws -> URL {
        let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
        let parent = FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
        let directory = parent.appending(path: "docket-power-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return directory
    }

    /// One to four power failures, each in the middle of whatever is done then.
    static func fail(_ world: SimulatedWorld, _ seed: UInt64, within seconds: Double) {
        guard let disk = world.machine?.disk else { return }
        var random = Seeded(seed ^ 0x506f_7765_72)
        for _ in 0...random.below(4) {
            let operations = 1 + random.below(60)
            world.after(random.between(0, seconds * 0.9)) { _ in disk.cutPower(after: operations) }
        }
        world.after(seconds) { _ in disk.cutPower(after: nil) }
    }

    private static func raiseMark(_ disk: SimulatedDisk) throws {
        let file = try FileHandle(forUpdating: disk.directory.appending(path: "bus.signal"))
        defer { try? file.close() }  // What was written is in the file already.
        guard var bytes = try file.read(upToCount: 8), bytes.count == 8 else { return }
        let mark = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
        withUnsafeBytes(of: (mark + 1).littleEndian) { bytes = Data($0) }
        try file.seek(toOffset: 0)
        try file.write(contentsOf: bytes)
    }
}
