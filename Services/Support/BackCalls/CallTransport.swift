import Foundation
import NIOCore
import NIOHTTP1
import PlainHTTP

#if TLS
import AsyncHTTPClient
#endif

/// One GET to another service. Without TLS it is NIO alone; https is there in a build with the trait `TLS`, by async-http-client.
enum CallTransport {
    /// Larger than the largest answer there can be.
    private static let largestAnswer = 1 << 20

    struct NotAnAddress: Error, CustomStringConvertible {
        let description: String
    }

    /// The schemes that this build can call.
    static var schemes: [String] {
        #if TLS
        ["http", "https"]
        #else
        ["http"]
        #endif
    }

    /// - Parameter target: Path and query, behind the address.
    static func get(_ address: String, _ target: String, headers: HTTPHeaders, timeout: Double) async throws -> PlainReply {
        guard let url = URLComponents(string: address), let scheme = url.scheme else {
            throw NotAnAddress(description: "\(address) is no address")
        }
        let amount = TimeAmount.nanoseconds(Int64(timeout * 1e9))
        guard scheme != "http" else {
            let request = PlainRequest(
                .GET, try HTTPAddress(address), url.percentEncodedPath + target, headers: headers, answerLimit: largestAnswer)
            return try await PlainHTTP.shared.send(request, timeout: amount)
        }
        #if TLS
        var request = HTTPClientRequest(url: address + target)
        request.headers = headers
        let response = try await secure.execute(request, timeout: amount)
        var reply = PlainReply()
        reply.status = Int(response.status.code)
        reply.body = try await response.body.collect(upTo: largestAnswer)
        return reply
        #else
        throw NotAnAddress(description: "\(address): this build has no TLS; build with --traits TLS")
        #endif
    }

    #if TLS
    /// One for the process. A refused connection fails at once: the circuit breaker decides how long to wait.
    private static let secure: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
    #endif
}
