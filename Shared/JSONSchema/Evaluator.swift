import CompactJSON

/// Judges one value by one schema.
struct Evaluator {
    /// What a schema has found in a value, and which of its members and items it looked at (for `unevaluated…`).
    struct Finding {
        var violations: [Violation] = []
        var members: Set<String> = []
        var items: Set<Int> = []

        var isValid: Bool { violations.isEmpty }

        mutating func take(_ other: Finding) {
            violations += other.violations
            look(at: other)
        }

        /// Only what a schema accepts counts as looked at.
        mutating func look(at other: Finding) {
            guard other.isValid else { return }
            members.formUnion(other.members)
            items.formUnion(other.items)
        }
    }

    /// Where the evaluation is: in the value, and in which schemas one inside the other.
    struct Place {
        var pointer: [String] = []
        /// The resources entered so far, outermost first: what a dynamic reference looks through.
        var scope: [String] = []
        var depth = 0

        func below(_ step: String) -> Place {
            var place = self
            place.pointer.append(step)
            return place
        }
    }

    /// A schema that refers to itself without coming closer to an end is cut off here; values are 128 levels deep at most.
    private static let depthLimit = 1_000

    let schema: JSONSchema

    func violations(in value: JSONValue) -> [Violation] {
        judge(value, by: schema.root, at: Place()).violations
    }

    func judge(_ value: JSONValue, by id: NodeID, at place: Place) -> Finding {
        let node = schema.nodes[id]
        var place = place
        place.depth += 1
        var finding = Finding()
        guard place.depth < Self.depthLimit else {
            finding.violations = [violation("cannot be judged: the schema refers to itself without end", node, .ref, place)]
            return finding
        }
        if place.scope.last != node.address.resource { place.scope.append(node.address.resource) }
        for (keyword, check) in node.checks {
            if let message = Assertion.problem(with: value, check) {
                finding.violations.append(violation(message, node, keyword, place))
            } else {
                apply(check, keyword, of: node, to: value, at: place, &finding)
            }
        }
        return finding
    }

    func violation(_ message: String, _ node: SchemaNode, _ keyword: Keyword, _ place: Place) -> Violation {
        Violation(
            place: JSONPointer.text(place.pointer), keyword: node.address.appending([keyword.rawValue]).text, message: message)
    }

    // MARK: Keywords that judge the same value by other schemas

    private func apply(
        _ check: Check, _ keyword: Keyword, of node: SchemaNode, to value: JSONValue, at place: Place, _ finding: inout Finding
    ) {
        switch check {
        case .reference(let target): finding.take(judge(value, by: target, at: place))
        case .dynamicReference(let target, let anchor):
            finding.take(judge(value, by: outermost(anchor, in: place) ?? target, at: place))
        case .all(let nodes):
            for inner in nodes { finding.take(judge(value, by: inner, at: place)) }
        case .any(let nodes):
            let findings = nodes.map { judge(value, by: $0, at: place) }
            findings.forEach { finding.look(at: $0) }
            if !findings.contains(where: \.isValid) {
                finding.violations.append(
                    violation("keeps to none of the \(nodes.count) schemas allowed here", node, keyword, place))
            }
        case .exactlyOne(let nodes):
            let valid = nodes.map { judge(value, by: $0, at: place) }.filter(\.isValid)
            valid.forEach { finding.look(at: $0) }
            if valid.count != 1 {
                let message = "keeps to \(valid.count) of the \(nodes.count) schemas allowed here, and must keep to exactly one"
                finding.violations.append(violation(message, node, keyword, place))
            }
        case .not(let inner):
            if judge(value, by: inner, at: place).isValid {
                finding.violations.append(violation("keeps to a schema that it must not keep to", node, keyword, place))
            }
        case .conditional(let condition, let then, let otherwise):
            let asked = judge(value, by: condition, at: place)
            finding.look(at: asked)
            if let branch = asked.isValid ? then : otherwise { finding.take(judge(value, by: branch, at: place)) }
        case .dependentSchemas(let nodes):
            guard let members = value.members else { return }
            for (name, inner) in nodes where members[name] != nil { finding.take(judge(value, by: inner, at: place)) }
        default: descend(check, keyword, of: node, into: value, at: place, &finding)
        }
    }

    /// The outermost schema in scope that bears this dynamic anchor.
    private func outermost(_ anchor: String?, in place: Place) -> NodeID? {
        guard let anchor else { return nil }
        return place.scope.lazy.compactMap { schema.dynamicAnchors[$0]?[anchor] }.first
    }
}
