import DeterministicSimulation

/// Defects in how the programs wait for their disk.
extension Mutant {
    static let ofTheDisk = [
        Mutant(.busWithoutWait, "bus-without-wait", "The bus answers when SQLite has committed, and does not wait for the disk."),
        Mutant(.markBeforeWait, "mark-before-wait", "The durable mark is raised before the disk was waited for."),
        Mutant(
            .directoryWithoutWait, "directory-without-wait",
            "A new write-ahead log is waited for, its name in the directory is not."),
        Mutant(.serviceWithoutWait, "service-without-wait", "The commits of the services do not wait for the disk."),
    ]

    private init(_ power: SimulatedPower.Defect, _ name: String, _ defect: String) {
        self.init(name, defect) { .init() }
        self.power = power
    }
}
