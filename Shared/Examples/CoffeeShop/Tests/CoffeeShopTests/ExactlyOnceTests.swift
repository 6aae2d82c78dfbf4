import CoffeeShop
import DeterministicSimulation
import GRDB
import Testing

/// Processes die, disks are full, messages come twice, late and out of order: and every coffee is served or refunded, once.
@Suite struct ExactlyOnceTests {
    static let tables = 1...20
    /// Seconds until the last fault is over.
    static let trouble = 60.0

    @Test(arguments: 1...200 as ClosedRange<UInt64>) func `whatever happens, each guest is served or refunded, once`(seed: UInt64)
        throws
    {
        let world = try SimulatedWorld([
            SimulatedBlueprint(handler: Till(), createTables: Till.createTables),
            SimulatedBlueprint(handler: Barista(), createTables: Barista.createTables),
        ])
        let swarm = Swarm(seed: seed, allowed: Set(FaultKind.allCases), lasting: Self.trouble)
        var settings = SimulatedWorld.Settings(seed: seed)
        swarm.prepare(&settings)
        try world.begin(settings)
        swarm.start(in: world, messages: .init(all: ["CoffeeOrdered", "CoffeeBrewed", "BeansRanOut"]) { "Table-\($0)" })
        for table in Self.tables { world.after(Double(table)) { self.buy(table, in: $0) } }
        #expect(try world.run(until: world.now.addingTimeInterval(100_000)), "it comes to rest")

        let (served, refunded) = try world["till"].database.read { db in
            for table in Self.tables {
                #expect(try Till.count(of: "paid", for: table, in: db) == 1)
                let ends = try Till.count(of: "served", for: table, in: db) + Till.count(of: "refunded", for: table, in: db)
                #expect(ends == 1, "table \(table)")
            }
            return (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM sales WHERE what = 'served'"),
                try Int.fetchOne(db, sql: "SELECT count(*) FROM sales WHERE what = 'refunded'")
            )
        }
        #expect(served == Barista.beans && refunded == Self.tables.count - Barista.beans)
    }

    /// Asks until the till has the money: an answer may be lost with the process.
    private func buy(_ table: Int, in world: SimulatedWorld) {
        let till = world["till"]
        world.call(till, "sell", correlationID: "table-\(table)") { context in
            try Till().execute(.sell(table: table, drink: "espresso"), in: context)
        }
        let isPaid = (try? till.database.read { db in try Till.has("paid", for: table, in: db) }) ?? false
        if !isPaid { world.after(3) { self.buy(table, in: $0) } }
    }
}
