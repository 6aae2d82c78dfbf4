import HTTPTypes
import Logging
import Messaging
import NIOCore
import NIOHTTP1

/// Looks at the head of each request while it is HTTP/1's own:
///
/// - a client of HTTP/1.0 expects its connection to be closed behind the answer, unless it asks to keep it;
/// - a target with a host (`GET http://name/path`) names the host, whatever `Host` says (RFC 9112, section 3.2.2);
/// - a body in a transfer coding other than `chunked` is not understood: 501, and nothing of it is read (section 6.1).
final class RequestHeadGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let logger: Logger
    private var isRefused = false

    init(logger: Logger) { self.logger = logger }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let codings = head.headers[canonicalForm: "transfer-encoding"].map { $0.lowercased() }
        guard codings.allSatisfy({ $0 == "chunked" }) else { return refuse(context, codings.joined(separator: ", ")) }
        if (head.version.major, head.version.minor) < (1, 1),
            !head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "keep-alive" })
        {
            head.headers.replaceOrAdd(name: "connection", value: "close")
        }
        if let (host, path) = Self.absolute(head.uri) {
            head.headers.replaceOrAdd(name: "host", value: host)
            head.uri = path
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private static func absolute(_ target: String) -> (host: String, path: String)? {
        guard let scheme = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) }) else { return nil }
        let rest = target.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let path = rest[end...]
        return (String(rest[..<end]), path.hasPrefix("/") ? String(path) : "/\(path)")
    }

    private func refuse(_ context: ChannelHandlerContext, _ codings: String) {
        isRefused = true
        let problem = Problem(.notImplemented, "a body is sent as it is or chunked, not in the transfer coding '\(codings)'")
        logger.debug("no request: \(problem)", metadata: [LogKeys.status: "501"])
        let (answer, body) = problem.answerToNoRequest()
        var headers = HTTPHeaders()
        for field in answer.headerFields { headers.add(name: field.name.rawName, value: field.value) }
        let head = HTTPResponseHead(version: .http1_1, status: .notImplemented, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
}

@available(*, unavailable)
extension RequestHeadGuard: Sendable {}
