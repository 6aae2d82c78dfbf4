import CompactJSON
import Foundation

/// JSON that a test looks into and changes.
extension JSONValue {
    /// One step into a value.
    enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
    }

    func encoded() -> Data { Data(canonicalText.utf8) }

    /// Where each value inside this one is found, and that value.
    var places: [(path: [Step], value: JSONValue)] {
        let children: [(Step, JSONValue)] =
            switch self {
            case .object(let members): members.sorted { $0.key < $1.key }.map { (.member($0.key), $0.value) }
            case .array(let elements): elements.enumerated().map { (.element($0.offset), $0.element) }
            default: []
            }
        return children.flatMap { step, child in
            [(path: [step], value: child)] + child.places.map { (path: [step] + $0.path, value: $0.value) }
        }
    }

    /// This value with another one at `path`, or with none there.
    func replacing(_ path: some Collection<Step>, with new: JSONValue?) -> JSONValue? {
        guard let step = path.first else { return new }
        switch (self, step) {
        case (.object(var members), .member(let name)):
            members[name] = members[name]?.replacing(path.dropFirst(), with: new)
            return .object(members)
        case (.array(var elements), .element(let index)):
            let element = elements.remove(at: index).replacing(path.dropFirst(), with: new)
            elements.insert(contentsOf: element.map { [$0] } ?? [], at: index)
            return .array(elements)
        default:
            return self
        }
    }

    /// This schema with every object in it closed and every declared member required: a schema and a full sample of a message name
    /// the same members if the sample keeps to it.
    var closed: JSONValue {
        guard case .object(var members) = self else { return self }
        if let declared = members["properties"]?.members {
            members["additionalProperties"] = false
            members["required"] = .array(declared.keys.sorted().map(JSONValue.string))
            members["properties"] = .object(declared.mapValues(\.closed))
        }
        for keyword in ["items", "$defs"] {
            guard let inner = members[keyword] else { continue }
            members[keyword] = keyword == "$defs" ? .object((inner.members ?? [:]).mapValues(\.closed)) : inner.closed
        }
        return .object(members)
    }
}
