import CompactJSON
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Problem {
    /// The members of RFC 9457, and the correlation id to quote when asking for help.
    private struct Body: Encodable {
        var type: String
        var title: String
        var status: Int
        var detail: String?
        var instance: String
        var correlationId: String
    }

    func response(to request: Request, correlationID: String) -> Response {
        let (headers, body) = content(at: request.uri.path, correlationID: correlationID)
        let response = Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
        // A body after HEAD would be taken for the head of the next answer on the connection.
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// For bytes that are no request: there is no path and no correlation id, and the connection is of no use any more.
    func answerToNoRequest() -> (HTTPResponse, ByteBuffer) {
        let correlationID = UUID().uuidString.lowercased()
        var (headers, body) = content(at: "", correlationID: correlationID)
        headers[.correlationID] = correlationID
        headers[.connection] = "close"
        headers[.contentLength] = String(body.readableBytes)
        return (HTTPResponse(status: status, headerFields: headers), body)
    }

    private func content(at path: String, correlationID: String) -> (HTTPFields, ByteBuffer) {
        let body = Body(
            type: type, title: title, status: status.code, detail: detail, instance: path, correlationId: correlationID)
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        // Text and one number always encode; an empty body with the right status would still be a valid answer.
        return (headers, ByteBuffer(bytes: (try? MessageCoding.encode(body)) ?? Data()))
    }
}
