import Contracts
import Decisions
@testable import DocketClient
@testable import DocketCommandLine
@testable import DocketDemo
import DocketInstallation
import Foundation
import Testing

struct ScenarioReaderTests {
    @Test func `a scenario is read with all its parts`() throws {
        let scenario = try ScenarioReader.read(
            """
            title: T
            story: S
            settings: {stepTimeout: 500ms, stepRepeats: 1, within: 3s}
            stock: [{sku: MUG, quantity: 3}]
            carriers: [{id: HAULIER, enabled: false}]
            steps:
              - order: {name: A, items: {MUG: 2}, postcode: "99999", pay: false}
              - orders: {name: rush, count: 5, items: {MUG: 1}}
              - hold: {type: StockReserved, order: A}
              - pay: A
              - crash: dispatch
                when: {event: StockReserved, order: A, times: 2}
                only: orchestration
              - await: {order: A, state: cancelled, within: 5s}
            expect:
              orders: {A: {state: cancelled, reason: noCarrier, refunded: true}}
              groups: {rush: {completed: 5}}
              stock: {MUG: {onHand: 1, shipped: 2}}
              refused: [A]
              events: {StockReserved: 2}
              verify: clean
            """, id: "t")
        #expect(scenario.settings == .init(stepTimeout: .milliseconds(500), stepRepeats: 1, within: .seconds(3)))
        #expect(scenario.stock == [ReceivedGoods(sku: "MUG", quantity: 3)])
        let plan = Scenario.OrderPlan(
            name: "A", customer: "C-1", items: [.init(sku: "MUG", quantity: 2)], postcode: "99999", pay: false)
        let group = Scenario.OrderPlan(
            name: "rush", customer: "C-1", items: [.init(sku: "MUG", quantity: 1)], postcode: "10115", pay: true)
        #expect(
            scenario.steps.map(\.action) == [
                .carrier("HAULIER", enabled: false), .order(plan), .orders(count: 5, group), .hold(.stockReserved, order: "A"),
                .pay("A"), .disturb(.crash, .dispatch, when: .init(type: .stockReserved, order: "A", times: 2)),
                .wait(.init(type: .orderCancelled, order: "A"), within: .seconds(5)),
            ])
        #expect(scenario.steps[5].only == .orchestration)
        #expect(scenario.expect.orders == ["A": .init(state: .cancelled, reason: .noCarrier, refunded: true)])
        #expect(scenario.expect.groups == ["rush": [.completed: 5]])
        #expect(scenario.expect.stock == ["MUG": [.onHand: 1, .shipped: 2]])
        #expect(scenario.expect.refused == ["A"])
        #expect(scenario.expect.events == [.stockReserved: 2])
    }

    @Test(arguments: [
        ("  - ordr: {name: B, items: {MUG: 1}}", "unknown action 'ordr'"),
        ("  - order: {name: B, item: {MUG: 1}}", "unknown key 'item' in steps[1].order; known are name, items"),
        ("  - order: {items: {MUG: 1}}", "steps[1].order needs 'name'"),
        ("  - order: {name: B, items: {MUG: 0}}", "items.MUG must be a whole number from 1 to 1000000, not '0'"),
        ("  - order: {name: A, items: {MUG: 1}}", "there is an order 'A' already"),
        ("  - order: {name: a-b, items: {MUG: 1}}", "must be up to 32 letters, digits or _"),
        ("  - cancel: B", "there is no order 'B' before this step; there are A"),
        ("  - kill: stok", "must be one of orders, stock, shipping, dispatch, not 'stok'"),
        ("  - hold: StockReservd", "must be one of OrderCreated"),
        ("  - await: {order: A}", "needs 'event', or 'order' and 'state'"),
        ("  - await: {order: A, state: done}", "must be one of created, paid, ready, completed, cancelled, not 'done'"),
        ("  - await: {event: OrderPaid, within: 5}", "must be a time such as 500ms or 2s, not '5'"),
        ("  - {pay: A, cancel: A}", "a step has one action"),
        ("  - pay: A\n    when: {event: OrderPaid}", "cannot have 'when'"),
        ("  - only: choreography", "has no action"),
    ])
    func `a mistake in a step is reported with its line`(step: String, reason: String) {
        let text =
            "title: T\nstory: S\nsteps:\n  - order: {name: A, items: {MUG: 1}}\n\(step)\nexpect: {orders: {A: completed}}\n"
        let error = #expect(throws: ScenarioError.self) { try ScenarioReader.read(text, id: "t") }
        #expect(error?.line == 5)
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test(arguments: [
        ("title: T\nstory: S\nstep: []\n", 3, "unknown key 'step' in the file"),
        ("title: T\n", 1, "needs 'story'"),
        ("title: [\n", 2, "this is no YAML"),
        ("title: T\nstory: S\nsteps: []\nexpect: {}\n", 4, "expect says nothing"),
        ("title: T\nstory: S\nsteps: []\nexpect: {orders: {A: completed}}\n", nil, "expect.orders names 'A'; there are none"),
        ("title: T\nstory: S\nsteps: []\nexpect: {verify: dirty}\n", 4, "can only be clean"),
        ("title: T\nstory: S\nsteps: []\nexpect:\n  events:\n    OrderPayed: 1\n", 6, "unknown key 'OrderPayed'"),
    ])
    func `a mistake outside the steps is reported with its line`(text: String, line: Int?, reason: String) {
        let error = #expect(throws: ScenarioError.self) { try ScenarioReader.read(text, id: "t") }
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test(arguments: ScenarioLibrary.builtIn)
    func `every built-in scenario can be read`(name: String) throws {
        let scenario = try ScenarioLibrary.load(name)
        #expect(scenario.id == name)
        #expect(!scenario.steps.isEmpty)
    }

    @Test func `every file in the folder is one of the built-in scenarios`() throws {
        let folder = URL(filePath: #filePath).appending(path: "../../../../Services/Docket/Demo/Scenarios")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.standardizedFileURL.path(percentEncoded: false))
        let scenarios = names.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }
        #expect(Set(scenarios) == Set(ScenarioLibrary.builtIn))
    }

    @Test func `a missing file and an unknown name are different errors`() {
        let file = #expect(throws: ToolFailure.self) { try ScenarioLibrary.load("./nowhere.yml") }
        #expect(file?.message.contains("cannot read ./nowhere.yml") == true)
        let name = #expect(throws: ToolFailure.self) { try ScenarioLibrary.load("hapy-path") }
        #expect(name?.message.contains("there are happy-path") == true)
        #expect(name?.status == .usage)
    }
}
