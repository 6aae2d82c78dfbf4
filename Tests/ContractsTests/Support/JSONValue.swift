import Foundation

/// Any JSON, as a value that a test can look into and change.
indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// One step into a value.
    enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
    }

    init(_ data: Data) throws { self = try JSONDecoder().decode(JSONValue.self, from: data) }

    func encoded() throws -> Data { try JSONEncoder().encode(self) }

    var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

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
}

extension JSONValue: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // One kind after the other: what does not decode as one of them is tried as the next.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .number(value) }
}
