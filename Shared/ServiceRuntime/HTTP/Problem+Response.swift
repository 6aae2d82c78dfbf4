import Contracts
import Foundation
import HTTPTypes
import Hummingbird

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
        let body = Body(
            type: type, title: title, status: status.code, detail: detail, instance: request.uri.path,
            correlationId: correlationID)
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        // Text and one number always encode; an empty body with the right status would still be a valid answer.
        let data = (try? MessageCoding.encode(body)) ?? Data()
        let response = Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
        // A body after HEAD would be taken for the head of the next answer on the connection.
        return request.method == .head ? response.createHeadResponse() : response
    }
}
