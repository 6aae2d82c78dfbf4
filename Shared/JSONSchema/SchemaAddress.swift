import Foundation

/// The address of a schema: the URI of the resource it belongs to, and the JSON pointer inside of that.
struct SchemaAddress: Hashable, Sendable {
    var resource: String
    var pointer: [String] = []

    func appending(_ steps: [String]) -> SchemaAddress { SchemaAddress(resource: resource, pointer: pointer + steps) }

    var text: String { resource + "#" + JSONPointer.text(pointer) }
}

/// JSON pointers, RFC 6901.
enum JSONPointer {
    static func text(_ steps: some Sequence<String>) -> String {
        steps.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    /// The steps of a pointer, read from the fragment of a URI; `nil` if it is none.
    static func steps(fragment: String) -> [String]? {
        guard let text = fragment.removingPercentEncoding else { return nil }
        if text.isEmpty { return [] }
        guard text.hasPrefix("/") else { return nil }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }
}

/// References between schemas, RFC 3986 section 5.
enum Reference {
    /// The URI without its fragment, and the fragment.
    static func split(_ reference: String) -> (uri: String, fragment: String) {
        guard let mark = reference.firstIndex(of: "#") else { return (reference, "") }
        return (String(reference[..<mark]), String(reference[reference.index(after: mark)...]))
    }

    /// The absolute URI of `reference`, used in a schema with the URI `base`.
    static func resolve(_ reference: String, against base: String) -> String {
        let uri = split(reference).uri
        if uri.isEmpty { return base }
        if base.isEmpty || hasScheme(uri) { return uri }
        return URL(string: uri, relativeTo: URL(string: base))?.absoluteString ?? uri
    }

    private static func hasScheme(_ uri: String) -> Bool {
        guard let colon = uri.firstIndex(of: ":"), let first = uri.first, first.isLetter else { return false }
        return uri[..<colon].allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    }
}
