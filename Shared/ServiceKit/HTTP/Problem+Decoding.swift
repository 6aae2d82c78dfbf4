import CompactJSON
import Foundation

/// The answer to a body that does not fit: where, and what was expected there.
extension Problem {
    init(_ error: JSONSyntaxError) {
        self.init(.malformedRequest, "the body is no valid JSON: \(error)")
    }

    init(_ error: UnknownField) {
        self.init(
            .malformedRequest, "\(Self.place(error.path)) is not known here; known are \(error.known.joined(separator: ", "))")
    }

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(.malformedRequest, "\(Self.place(context.codingPath + [key])) is missing")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            self.init(.malformedRequest, "\(Self.place(context.codingPath)) must be \(Self.name(type))")
        case .dataCorrupted(let context):
            self.init(.invalidRequest, "\(Self.place(context.codingPath)): \(context.debugDescription)")
        @unknown default:
            self.init(.malformedRequest, "the body does not have the form this endpoint takes")
        }
    }

    /// `items[0].quantity`
    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the body" }
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return "'\(text)'"
    }

    private static func name(_ type: any Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type, is Decimal.Type: "a number"
        case is Bool.Type: "true or false"
        case is String.Type, is Date.Type: "text"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "of another form"
        }
    }
}
