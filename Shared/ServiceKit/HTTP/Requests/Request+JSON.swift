public import CompactJSON
import Foundation
import HTTPTypes
public import Hummingbird
import NIOCore

/// Limits on bodies, in bytes.
public enum BodyLimit {
    /// For an endpoint that does not say otherwise: 1 MiB.
    public static let usual = 1 << 20
    /// For bulk input such as goods-in: 8 MiB.
    public static let bulk = 8 << 20
}

extension Request {
    /// Reads the body as JSON, strictly: a field that `Value` does not have is refused, so that a typing error is not lost.
    ///
    /// The content type must be `application/json`. That also keeps web pages of other origins out: a browser asks first before
    /// it sends them JSON.
    /// - Parameters:
    ///   - limit: bytes the body may have at most.
    ///   - hasVersions: The endpoint looks at ``expectedVersion()``. Elsewhere `If-Match` cannot hold, and nothing is done.
    /// - Throws: ``Problem``: 415 for another content type, 412 for a version that there is not, 413 for too many bytes, 400 for what is no JSON or has not the form,
    ///   422 for a value that makes no sense. The detail names the field.
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, context: ServiceRequestContext, limit: Int = BodyLimit.usual, hasVersions: Bool = false
    ) async throws -> Value {
        guard isJSON else {
            throw Problem(
                .unsupportedMediaType, "send the body as Content-Type: application/json",
                headers: method == .post ? [.acceptPost: "application/json"] : [.accept: "application/json"])
        }
        if let encoding = headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(
                .unsupportedMediaType, "send the body as it is, without Content-Encoding: \(encoding)",
                headers: [.acceptEncoding: "identity"])
        }
        guard hasVersions || headers[.ifMatch] == nil else {
            throw Problem(.preconditionFailed, "there is no version here that If-Match could name; leave the header away")
        }
        return try MessageCoding.decodeStrictly(type, from: try await bytes(limit: limit))
    }

    private var isJSON: Bool {
        guard let type = headers[.contentType]?.split(separator: ";").first else { return false }
        return type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    }

    func bytes(limit: Int) async throws -> [UInt8] {
        let problem = Problem(.tooLarge, "the body may have \(limit) bytes at most")
        // A declared length is checked before anything is read.
        if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw problem }
        do {
            var body = try await body.collect(upTo: limit)
            return body.readBytes(length: body.readableBytes) ?? []
        } catch is NIOTooManyBytesError {
            throw problem
        }
    }
}

/// Puts the strict reading behind Hummingbird's `request.decode(as:context:)`.
public struct StrictRequestDecoder: RequestDecoder {
    /// Reads the body as strictly as all input.
    public func decode<Value: Decodable>(
        _ type: Value.Type, from request: Request, context: some RequestContext
    ) async throws -> Value {
        guard let context = context as? ServiceRequestContext else {
            throw Problem(.internalError, "this decoder belongs to ServiceRequestContext")
        }
        return try await request.decode(type, context: context)
    }
}

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
