import HTTPTypes
public import Hummingbird

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
