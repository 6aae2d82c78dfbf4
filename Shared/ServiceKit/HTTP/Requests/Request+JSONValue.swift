public import CompactJSON
import Foundation
import HTTPTypes
public import Hummingbird

extension Request {
    /// Reads the body as any JSON, for an endpoint whose content types are another's.
    ///
    /// - Parameters:
    ///   - contentTypes: what the body may be sent as, without parameters.
    ///   - limit: bytes the body may have at most.
    /// - Throws: ``Problem``: 415 for another content type, 413 for too many bytes, 400 for what is no JSON.
    public func jsonValue(sentAs contentTypes: Set<String>, limit: Int = BodyLimit.usual) async throws -> JSONValue {
        let type = headers[.contentType]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
        guard let type, contentTypes.contains(type) else {
            throw Problem(.unsupportedMediaType, "send the body as \(contentTypes.sorted().joined(separator: " or "))")
        }
        return try JSONValue(parsing: Data(try await bytes(limit: limit)))
    }
}
