import CompactJSON
public import HTTPTypes
public import Hummingbird
public import Messaging
import NIOCore

/// An answer in JSON with a status and headers of its own. Times are written as in messages.
///
/// `return JSONResponse(order, status: .created, headers: [.location: "/orders/\(order.orderId)"])`
public struct JSONResponse<Value: Encodable & Sendable>: ResponseGenerator, Sendable {
    /// What is written as JSON.
    public var value: Value
    /// 200 by default.
    public var status: HTTPResponse.Status
    /// Beside those for the content.
    public var headers: HTTPFields

    public init(_ value: Value, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.value = value
        self.status = status
        self.headers = headers
    }

    /// The answer to a request with an `Idempotency-Key`: a replay says that it is one.
    public init(_ outcome: Idempotency.Outcome<Value>, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.init(outcome.answer, status: status, headers: headers)
        if outcome.isReplay { self.headers[.idempotentReplayed] = "true" }
    }

    public func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try context.responseEncoder.encode(value, from: request, context: context)
        response.status = status
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}

/// Writes whatever a handler returns as messages are written.
public struct MessageResponseEncoder: ResponseEncoder {
    public func encode(_ value: some Encodable, from request: Request, context: some RequestContext) throws -> Response {
        let body = ByteBuffer(bytes: try MessageCoding.bytes(value))
        return Response(
            status: .ok, headers: [.contentType: "application/json", .contentLength: String(body.readableBytes)],
            body: ResponseBody(byteBuffer: body))
    }
}
