import DeterministicSimulation

/// A deliberate defect, and what would go wrong in a system that had it.
///
/// All are put in from outside, by wrapping handlers and buses and by changing a database where a defect would have: the services'
/// own code has none of them.
package struct Mutant: Sendable {
    package var name: String
    /// The defect, in one sentence.
    var defect: String
    /// Checks that would see how the defect was put in, and not what it does: they do not count.
    var blind: Set<String>
    /// Puts the defect in. Made anew for each run.
    var mutation: @Sendable () -> Mutation
    /// A defect in how the programs wait for their disk, which only shows where the power fails.
    var power: SimulatedPower.Defect?

    init(_ name: String, _ defect: String, blind: Set<String> = [], _ mutation: @escaping @Sendable () -> Mutation) {
        (self.name, self.defect, self.blind, self.mutation) = (name, defect, blind, mutation)
    }

    /// Every one must be found within so many seeds.
    package static let seeds: ClosedRange<UInt64> = 1...300

    package static let all = ofTheStep + ofTheWay + ofTheServices + ofTheDomains + ofTheDisk

    /// Runs seeds until one finds it. `nil`: it survives.
    package func hunt(in seeds: ClosedRange<UInt64> = Mutant.seeds) throws -> Catch? {
        var options = SeedRunner.Options()
        options.mutation = mutation()
        options.comparesModes = false
        options.losesPower = power != nil
        options.powerDefect = power
        let runner = try SeedRunner(options)
        for seed in seeds {
            let checkers = Set(runner.run(seed).findings.map(\.checker)).subtracting(blind)
            if !checkers.isEmpty { return Catch(mutant: name, seed: seed, checkers: checkers.sorted()) }
        }
        return nil
    }

    /// Who found a mutant, and where.
    package struct Catch: Sendable, Codable {
        package var mutant: String
        package var seed: UInt64
        package var checkers: [String]
    }
}
