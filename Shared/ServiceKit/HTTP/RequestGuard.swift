import HTTPTypes
import Logging
import Messaging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sits between a connection and the routes, for what Hummingbird leaves open:
///
/// - `Expect: 100-continue` is answered, so that a client which waits for it (curl does, above 1 MiB) sends its body;
/// - bytes that are no HTTP are answered with problem details like every other mistake;
/// - one exchange has a time limit from the first to the last byte, so that a client that sends or reads a byte a minute does not keep
///   a connection for ever. The idle limit alone starts anew with every byte;
/// - a connection without a request may be closed for another one when there are too many (``IdleConnections``);
/// - a stop of the service cuts half-sent requests off at once and leaves those that are worked on some seconds.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let exchangeLimit: TimeAmount
    /// How long an answer may take once the service is to stop. Container runtimes kill after ten seconds.
    private static let lastAnswers = TimeAmount.seconds(5)

    private let connections: IdleConnections
    private let logger: Logger
    private var isReceiving = false
    private var isOpen = false
    private var deadline: Scheduled<Void>?
    private var parserError: HTTPParserError?
    private var isAnswering = false

    init(exchangeLimit: TimeAmount, connections: IdleConnections, logger: Logger) {
        self.logger = logger
        self.exchangeLimit = exchangeLimit
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // Hummingbird adds handlers behind the codec only, and what a head is about is lost there.
        if let codec = try? context.pipeline.syncOperations.handler(type: HTTP1ToHTTPServerCodec.self) {
            // It fails only where the connection is closed already.
            try? context.pipeline.syncOperations.addHandler(RequestHeadGuard(logger: logger), position: .before(codec))
        }
        // As above.
        try? FramingGuard.add(to: context.pipeline.syncOperations)
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
        switch unwrapInboundIn(data) {
        case .body: break
        case .end: isReceiving = false
        case .head(let head):
            isReceiving = true
            begin(context)
            connections.becameBusy(context.channel)
            if head.headerFields[.expect]?.lowercased() == "100-continue", !isAnswering {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            if isReceiving { return context.close(promise: nil) }
            let channel = context.channel
            deadline?.cancel()
            deadline = context.eventLoop.scheduleTask(in: Self.lastAnswers) { channel.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
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
        logger.debug("no request: \(error.explanation)", metadata: [LogKeys.status: "400"])
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
    var explanation: String {
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
