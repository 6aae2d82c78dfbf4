import CompactJSON

/// Keywords that judge the members and items of a value.
extension Evaluator {
    func descend(
        _ check: Check, _ keyword: Keyword, of node: SchemaNode, into value: JSONValue, at place: Place, _ finding: inout Finding
    ) {
        switch (check, value) {
        case (.members(let named, let patterns, let additional), .object(let members)):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                var judges = patterns.filter { $0.0.isFound(in: name) }.map(\.1)
                if let own = named[name] { judges.append(own) }
                if judges.isEmpty, let additional { judges = [additional] }
                for judge in judges { take(member, judge, name, at: place, &finding) }
            }
        case (.memberNames(let inner), .object(let members)):
            for name in members.keys.sorted() where !judge(.string(name), by: inner, at: place).isValid {
                finding.violations.append(violation("has a member with a name that is not allowed", node, keyword, place))
            }
        case (.unevaluatedMembers(let inner), .object(let members)):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) where !finding.members.contains(name) {
                take(member, inner, name, at: place, &finding)
            }
        case (.items(let prefix, let rest), .array(let items)):
            for (index, item) in items.enumerated() {
                guard let judge = index < prefix.count ? prefix[index] : rest else { break }
                take(item, judge, index, at: place, &finding)
            }
        case (.contains(let inner, let range), .array(let items)):
            let found = items.indices.filter { judge(items[$0], by: inner, at: place.below("\($0)")).isValid }
            finding.items.formUnion(found)
            if !range.contains(found.count) {
                finding.violations.append(
                    violation("has \(found.count) items of the kind that is counted here", node, keyword, place))
            }
        case (.unevaluatedItems(let inner), .array(let items)):
            for (index, item) in items.enumerated() where !finding.items.contains(index) {
                take(item, inner, index, at: place, &finding)
            }
        default: return
        }
    }

    private func take(_ member: JSONValue, _ id: NodeID, _ name: String, at place: Place, _ finding: inout Finding) {
        finding.members.insert(name)
        finding.violations += judge(member, by: id, at: place.below(name)).violations
    }

    private func take(_ item: JSONValue, _ id: NodeID, _ index: Int, at place: Place, _ finding: inout Finding) {
        finding.items.insert(index)
        finding.violations += judge(item, by: id, at: place.below("\(index)")).violations
    }
}
