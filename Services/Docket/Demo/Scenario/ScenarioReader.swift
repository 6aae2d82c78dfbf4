import Contracts
import DocketClient

/// Reads a scenario from YAML text.
enum ScenarioReader {
    /// Units that a group of orders may have; more is a job for `docket load`.
    static let largestGroup = 1000

    /// - Throws: ``ScenarioError`` with the line of the first mistake.
    static func read(_ text: String, id: String) throws(ScenarioError) -> Scenario {
        let document = try YAMLValue.document(text)
        let fields = try document.fields("title", "story", "settings", "stock", "carriers", "steps", "expect")
        var scenario = Scenario(
            id: id, title: try fields.required("title", in: document).text(),
            story: try fields.required("story", in: document).text())
        if let value = fields["settings"] { scenario.settings = try settings(value) }
        if let value = fields["stock"] { scenario.stock = try list(value, stockLine) }
        // Carriers are switched before anything else happens, as if it were the first steps.
        let switches = try fields["carriers"].map { value throws(ScenarioError) in try list(value, carrierStep) } ?? []
        scenario.steps = try switches + list(fields.required("steps", in: document), StepReader.step)
        scenario.expect = try ExpectationReader.expectation(fields.required("expect", in: document))
        try ScenarioCheck.names(in: scenario)
        return scenario
    }

    private static func settings(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Settings {
        let fields = try value.fields("stepTimeout", "stepRepeats", "within")
        var settings = Scenario.Settings()
        settings.stepTimeout = try fields["stepTimeout"]?.duration()
        settings.stepRepeats = try fields["stepRepeats"]?.number(0...100)
        settings.within = try fields["within"]?.duration() ?? settings.within
        return settings
    }

    private static func stockLine(_ value: YAMLValue) throws(ScenarioError) -> ReceivedGoods {
        let fields = try value.fields("sku", "quantity", "warehouse", "unitWeightGrams")
        return ReceivedGoods(
            sku: try fields.required("sku", in: value).identifier(),
            quantity: try fields.required("quantity", in: value).quantity(),
            warehouseId: try fields["warehouse"]?.identifier(),
            unitWeightGrams: try fields["unitWeightGrams"]?.number(0...100_000_000))
    }

    private static func carrierStep(_ value: YAMLValue) throws(ScenarioError) -> Scenario.Step {
        Scenario.Step(line: value.line ?? 0, only: nil, action: try StepReader.carrier(value))
    }

    /// Each element of a list, read in its turn; the first mistake ends it.
    static func list<Element>(
        _ value: YAMLValue, _ read: (YAMLValue) throws(ScenarioError) -> Element
    ) throws(ScenarioError) -> [Element] {
        var elements: [Element] = []
        for element in try value.elements() { elements.append(try read(element)) }
        return elements
    }
}

extension YAMLValue {
    func identifier<Kind>() throws(ScenarioError) -> Contracts.Identifier<Kind> {
        let text = try text()
        guard let identifier = Contracts.Identifier<Kind>(text) else {
            throw fail("must be 1 to 64 letters, digits or . _ - / # +, not '\(text)'")
        }
        return identifier
    }

    func quantity() throws(ScenarioError) -> Quantity {
        // The range is that of Quantity, so there is always one.
        Quantity(try number(1...Quantity.limit)) ?? 1
    }

    /// `{MUG: 2, PEN: 1}`.
    func items() throws(ScenarioError) -> [ItemQuantity] {
        var items: [ItemQuantity] = []
        for (key, value) in try entries() {
            guard let sku = SKU(key) else { throw value.fail("is no SKU") }
            items.append(ItemQuantity(sku: sku, quantity: try value.quantity()))
        }
        guard !items.isEmpty else { throw fail("needs at least one SKU") }
        return items
    }
}

/// What is wrong with a scenario file, and where.
struct ScenarioError: Error, Equatable, CustomStringConvertible {
    var line: Int?
    var reason: String

    init(_ line: Int?, _ reason: String) {
        self.line = line
        self.reason = reason
    }

    var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}
