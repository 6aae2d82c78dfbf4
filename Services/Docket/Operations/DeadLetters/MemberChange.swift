package import CompactJSON
import Contracts
import DocketCommandLine
import ServiceKit

/// One member of a JSON document and the value it is to have: `items[0].quantity=2`.
package struct MemberChange: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case member(String)
        case element(Int)
    }

    let path: [Step]
    let value: JSONValue

    /// - Throws: ``ToolFailure`` (usage) if there is no path before the first `=`.
    package init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let path = Self.steps(parts[0]), !path.isEmpty else {
            throw ToolFailure(.usage, "'\(text)' is no change; write --set member=value or --set items[0].quantity=2")
        }
        self.path = path
        // What is no JSON is meant as a text: --set reason=noCarrier.
        value = (try? MessageCoding.decode(JSONValue.self, from: String(parts[1]))) ?? .string(String(parts[1]))
    }

    private static func steps(_ text: Substring) -> [Step]? {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            guard let name = pieces.first, !name.isEmpty else { return nil }
            steps.append(.member(String(name)))
            for index in pieces.dropFirst() {
                guard index.hasSuffix("]"), let number = Int(index.dropLast()), number >= 0 else { return nil }
                steps.append(.element(number))
            }
        }
        return steps
    }

    /// The document with the change. A place that does not fit (an element beyond the list) leaves it as it is, for the service to judge.
    package func applied(to document: JSONValue) -> JSONValue { Self.set(value, at: path[...], in: document) }

    private static func set(_ value: JSONValue, at path: ArraySlice<Step>, in document: JSONValue) -> JSONValue {
        guard let step = path.first else { return value }
        switch (step, document) {
        case (.member(let name), .object(var members)):
            members[name] = set(value, at: path.dropFirst(), in: members[name] ?? .object([:]))
            return .object(members)
        case (.element(let index), .array(var elements)) where elements.indices.contains(index):
            elements[index] = set(value, at: path.dropFirst(), in: elements[index])
            return .array(elements)
        default: return document
        }
    }
}
