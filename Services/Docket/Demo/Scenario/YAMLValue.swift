import DocketCommandLine
import Yams

/// A value in a YAML file, read strictly: every mistake is an error with its line, an unknown key is a mistake.
struct YAMLValue {
    private let node: Node
    /// What the value is, for errors: `stock[0].quantity`.
    let path: String

    init(_ node: Node, path: String) {
        self.node = node
        self.path = path
    }

    /// - Throws: ``ScenarioError`` if the text is no YAML.
    static func document(_ text: String) throws(ScenarioError) -> YAMLValue {
        do {
            guard let node = try Yams.compose(yaml: text) else { throw ScenarioError(nil, "the file is empty") }
            return YAMLValue(node, path: "the file")
        } catch let error as ScenarioError {
            throw error
        } catch let error as YamlError {
            throw ScenarioError(error.line, "this is no YAML: \(error)")
        } catch {
            throw ScenarioError(nil, "\(error)")
        }
    }

    var line: Int? { node.mark?.line }

    var isMapping: Bool { node.mapping != nil }

    func fail(_ reason: String) -> ScenarioError { ScenarioError(line, "\(path) \(reason)") }

    /// The entries of a mapping in their order, whatever their keys are called.
    func entries() throws(ScenarioError) -> [(key: String, value: YAMLValue)] {
        guard case .mapping(let mapping) = node else { throw fail("must be a mapping of keys to values") }
        var entries: [(key: String, value: YAMLValue)] = []
        for (key, value) in mapping {
            guard let name = key.string else { throw fail("has a key that is no text") }
            entries.append((name, YAMLValue(value, path: path == "the file" ? name : "\(path).\(name)")))
        }
        return entries
    }

    /// A mapping that has only these keys.
    func fields(_ allowed: String...) throws(ScenarioError) -> [String: YAMLValue] {
        var fields: [String: YAMLValue] = [:]
        for (key, value) in try entries() {
            guard allowed.contains(key) else {
                throw ScenarioError(
                    value.line, "unknown key '\(key)' in \(path); known are \(allowed.joined(separator: ", "))")
            }
            guard fields[key] == nil else { throw ScenarioError(value.line, "'\(key)' stands twice in \(path)") }
            fields[key] = value
        }
        return fields
    }

    func elements() throws(ScenarioError) -> [YAMLValue] {
        guard case .sequence(let sequence) = node else { throw fail("must be a list") }
        return sequence.enumerated().map { YAMLValue($1, path: "\(path)[\($0)]") }
    }

    func text() throws(ScenarioError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else { throw fail("must be a text") }
        return scalar.string
    }

    func number(_ range: ClosedRange<Int>) throws(ScenarioError) -> Int {
        let text = try text()
        guard let number = Int(text), range.contains(number) else {
            throw fail("must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    func flag() throws(ScenarioError) -> Bool {
        switch try text() {
        case "true": true
        case "false": false
        case let text: throw fail("must be true or false, not '\(text)'")
        }
    }

    /// `500ms`, `2s` or `1.5s`.
    func duration() throws(ScenarioError) -> Duration {
        let text = try text()
        let number: Double? = text.hasSuffix("ms") ? Double(text.dropLast(2)).map { $0 / 1000 } : Double(text.dropLast())
        guard text.hasSuffix("s"), let number, (0...3600).contains(number) else {
            throw fail("must be a time such as 500ms or 2s, not '\(text)'")
        }
        return .seconds(number)
    }

    /// One of the names of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type = Choice.self
    ) throws(ScenarioError) -> Choice where Choice.RawValue == String {
        let text = try text()
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw fail("must be one of \(names), not '\(text)'")
        }
        return choice
    }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: nil
        }
    }
}

extension [String: YAMLValue] {
    /// - Throws: ``ScenarioError`` if the key is missing in `parent`.
    func required(_ key: String, in parent: YAMLValue) throws(ScenarioError) -> YAMLValue {
        guard let value = self[key] else { throw parent.fail("needs '\(key)'") }
        return value
    }
}
