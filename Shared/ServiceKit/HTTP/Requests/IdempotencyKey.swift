import HTTPTypes
public import Hummingbird

/// The caller's name for one request, so that a repeat of it does nothing twice: the header `Idempotency-Key`.
public struct IdempotencyKey: Sendable, Hashable, CustomStringConvertible {
    public let rawValue: String

    /// A key in quotes is the one inside of them: the header is a string of Structured Fields (RFC 9651), and many clients send it bare.
    ///
    /// - Returns: `nil` unless the key is 1 to 255 visible ASCII characters.
    public init?(_ header: String) {
        let isQuoted = header.utf8.count > 1 && header.hasPrefix("\"") && header.hasSuffix("\"")
        let rawValue = isQuoted ? Self.unescaped(header.dropFirst().dropLast()) : header
        guard rawValue.isVisibleASCII(count: 1...255) else { return nil }
        self.rawValue = rawValue
    }

    /// Inside of quotes a backslash stands before a quote and before itself.
    private static func unescaped(_ text: Substring) -> String {
        String(text).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }

    public var description: String { rawValue }
}

extension Request {
    /// The key of this request, `nil` if it has none.
    ///
    /// - Throws: ``Problem`` (400) for a key that is not valid. Without it the caller would believe to be safe.
    public func idempotencyKey() throws -> IdempotencyKey? {
        let headers = headers[values: .idempotencyKey]
        guard let header = headers.first else { return nil }
        guard headers.count == 1, let key = IdempotencyKey(header) else {
            throw Problem(.malformedRequest, "Idempotency-Key must be given once and be 1 to 255 visible ASCII characters")
        }
        return key
    }
}

extension Request {
    /// The version that the thing must still have for this request to be carried out: the header `If-Match` with the entity tag that
    /// the caller was given (RFC 9110, section 13.1.1). `nil` if there is none, or `*`, which any version matches.
    ///
    /// - Throws: ``Problem`` (400) for anything else. Without it the caller would believe to be safe.
    public func expectedVersion() throws -> Int? {
        let headers = headers[values: .ifMatch]
        guard let header = headers.first, headers != ["*"] else { return nil }
        let quoted = header.count > 2 && header.hasPrefix("\"") && header.hasSuffix("\"")
        guard headers.count == 1, quoted, let version = Int(header.dropFirst().dropLast()), version >= 0 else {
            throw Problem(.malformedRequest, "If-Match must be one entity tag as it was given: \"3\"")
        }
        return version
    }
}
