import Foundation
public import NIOCore
public import NIOHTTP1

/// Host and port of a server without TLS.
public struct HTTPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Without the brackets of an IPv6 address.
    public let host: String
    public let port: Int
    /// As in a header `Host`.
    public let description: String

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
        description = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// - Parameter url: Such as `http://127.0.0.1:8101`; a path is not read.
    /// - Throws: ``PlainHTTPError/notAnAddress(_:)``.
    public init(_ url: String) throws(PlainHTTPError) {
        guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host, !host.isEmpty else {
            throw .notAnAddress(url)
        }
        self.init(host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, port: parts.port ?? 80)
    }
}

/// One request, as it goes over the wire.
public struct PlainRequest: Sendable {
    public var method: HTTPMethod
    public var address: HTTPAddress
    /// Path and query, percent-encoded.
    public var target: String
    public var headers: HTTPHeaders
    public var body: ByteBuffer?
    /// Bytes of the answer's body at most.
    public var answerLimit: Int

    public init(
        _ method: HTTPMethod, _ address: HTTPAddress, _ target: String, headers: HTTPHeaders = [:], body: ByteBuffer? = nil,
        answerLimit: Int = 1 << 20
    ) {
        self.method = method
        self.address = address
        self.target = target
        self.headers = headers
        self.body = body
        self.answerLimit = answerLimit
    }
}

/// What a request was answered with.
public struct PlainReply: Sendable {
    public var status = 0
    public var headers = HTTPHeaders()
    public var body = ByteBuffer()

    public init() {}
}
