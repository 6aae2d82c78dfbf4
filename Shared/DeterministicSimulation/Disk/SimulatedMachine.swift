public import EventBus
public import Foundation
public import GRDB
import Messaging

/// The machine that a simulated installation runs on when its files are to lie on a disk that can lose power, in place of memory.
///
/// Bus and databases are opened by those who know how the real programs open theirs.
public final class SimulatedMachine {
    /// How the programs of a machine open what is theirs.
    public struct Opening {
        /// Opens the bus in the machine's directory. It waits for the disk by ``SimulatedDisk/sync(_:)`` in place of its own way.
        public var bus: (SimulatedDisk) throws -> any EventBus
        /// Opens a service's file.
        public var database: (URL) throws -> any DatabaseWriter

        public init(bus: @escaping (SimulatedDisk) throws -> any EventBus, database: @escaping (URL) throws -> any DatabaseWriter)
        {
            self.bus = bus
            self.database = database
        }
    }

    public let disk: SimulatedDisk
    private let opening: Opening
    /// Of an installation in which nothing has happened yet.
    private var template: [String: Data] = [:]

    public init(_ disk: SimulatedDisk, _ opening: Opening) {
        self.disk = disk
        self.opening = opening
    }

    /// Makes the files of these services, which every story begins with.
    func prepare(_ services: [SimulatedBlueprint]) throws {
        try disk.begin(Seeded(0), files: [:])
        _ = try openBus()
        for service in services {
            let database = try openDatabase(service.handler.service)
            try service.migrate(database)
            try database.close()
        }
        template = try DiskFiles.all(of: disk.directory)
    }

    func begin(_ random: Seeded) throws { try disk.begin(random, files: template) }
    func openBus() throws -> any EventBus { try opening.bus(disk) }
    func openDatabase(_ name: String) throws -> any DatabaseWriter { try opening.database(file(name)) }
    func file(_ name: String) -> URL { disk.directory.appending(path: "\(name).db") }
}
