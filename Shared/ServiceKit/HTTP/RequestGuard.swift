import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Sits between a connection and the routes, for what Hummingbird leaves open:
///
/// - `Expect: 100-continue` is answered, so that a client which waits for it (curl does, above 1 MiB) sends its body;
/// - bytes that are no HTTP are answered with problem details like every other mistake;
/// - one exchange has a time limit from the first to the last byte, so that a client that sends or reads a byte a minute does not keep
///   a connection for ever. The idle limit alone starts anew with every byte;
/// - a connection without a request may be closed for another one when there are too many (``IdleConnections``).
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let exchangeLimit: TimeAmount
    private let connections: IdleConnections
    private var isOpen = false
    private var deadline: Scheduled<Void>?
    private var parserError: HTTPParserError?
    private var isAnswering = false

    init(exchangeLimit: TimeAmount, connections: IdleConnections) {
        self.exchangeLimit = exchangeLimit
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { opened(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        opened(context)
        context.fireChannelActive()
    }

    private func opened(_ context: ChannelHandlerContext) {
        begin(context)
        guard !isOpen else { return }
        isOpen = true
        connections.opened(context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        if isOpen { connections.closed(context.channel) }
        isOpen = false
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            begin(context)
            connections.becameBusy(context.channel)
            if head.headerFields[.expect]?.lowercased() == "100-continue", !isAnswering {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        parserError = parserError ?? (error as? HTTPParserError)
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            isAnswering = true
            // Hummingbird answers what cannot be parsed with a status and nothing else.
            if let parserError, head.status == .badRequest, head.headerFields[.contentType] == nil {
                return refuse(parserError, context, promise)
            }
        case .body: break
        case .end:
            isAnswering = false
            begin(context)
            connections.becameIdle(context.channel)
        }
        context.write(data, promise: promise)
    }

    private func refuse(_ error: HTTPParserError, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let (head, body) = Problem(.malformedRequest, error.explanation).answerToNoRequest()
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: promise)
    }

    private func begin(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: exchangeLimit) { channel.close(promise: nil) }
    }
}

@available(*, unavailable)
extension RequestGuard: Sendable {}

extension HTTPParserError {
    fileprivate var explanation: String {
        switch self {
        case .headerOverflow: "the headers are too large"
        case .invalidVersion: "this is no HTTP/1.0 or HTTP/1.1"
        case .invalidMethod: "the method is none of HTTP's"
        case .invalidURL: "the request target is no URL"
        case .invalidHeaderToken, .invalidCharactersUsed: "a header has characters that headers do not have"
        case .invalidContentLength, .unexpectedContentLength:
            "the content length is no number, or not the only word about the length"
        case .invalidChunkSize: "a chunk has no valid size"
        case .lfExpected: "a line ends in the middle"
        default: "this is no HTTP request"
        }
    }
}
