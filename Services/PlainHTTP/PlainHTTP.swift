public import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// HTTP/1.1 between the programs of one installation: without TLS, over connections that are kept.
///
/// NIO, which the servers use anyway, does the protocol. So no program needs a client library, which with its TLS is a third of a service and
/// more than half of a first build. An address with https is called by one (`CallTransport`, with the trait `TLS`).
///
/// A refused connection fails at once, and nothing is tried again: the caller decides how long it waits for a service that is down.
public final class PlainHTTP: Sendable {
    /// One for the process. Connections are as many as there are calls at once.
    public static let shared = PlainHTTP()

    /// Idle connections, by address.
    private let idle = Mutex<[String: [any Channel]]>([:])

    public init() {}

    /// - Parameter timeout: Until the last byte of the answer.
    /// - Throws: ``PlainHTTPError``, `CancellationError`, or NIO's error of a connection.
    public func send(_ request: PlainRequest, timeout: TimeAmount) async throws -> PlainReply {
        let address = request.address
        let deadline = NIODeadline.now() + timeout
        let channel: any Channel = if let kept = takeIdle(address) { kept } else { try await connect(address, timeout) }
        let promise = channel.eventLoop.makePromise(of: PlainReply.self)
        channel.eventLoop.execute {
            do {
                // It may have been closed from the other side since it was taken.
                guard channel.isActive else { throw PlainHTTPError.closed }
                let reader = try channel.pipeline.syncOperations.handler(type: ReplyReader.self)
                reader.begin(promise, limit: request.answerLimit)
                request.write(to: channel)
                let timer = channel.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
                    reader.fail(PlainHTTPError.timedOut, on: channel)
                }
                promise.futureResult.whenComplete { _ in timer.cancel() }
            } catch {
                promise.fail(error)
            }
        }
        let reply = try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            channel.eventLoop.execute {
                // Without its reader the channel is closed already.
                let reader = try? channel.pipeline.syncOperations.handler(type: ReplyReader.self)
                reader?.cancel(promise.futureResult, on: channel)
            }
        }
        if channel.isActive { idle.withLock { $0[address.description, default: []].append(channel) } }
        return reply
    }

    private func takeIdle(_ address: HTTPAddress) -> (any Channel)? {
        idle.withLock { idle in
            while let channel = idle[address.description]?.popLast() {
                if channel.isActive { return channel }
            }
            return nil
        }
    }

    private func connect(_ address: HTTPAddress, _ timeout: TimeAmount) async throws -> any Channel {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(timeout)
            .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ReplyReader())
                }
            }
            .connect(host: address.host, port: address.port).get()
    }
}

public enum PlainHTTPError: Error, Hashable, CustomStringConvertible {
    case timedOut
    case closed
    case tooLarge
    case notAnAddress(String)

    public var description: String {
        switch self {
        case .timedOut: "no answer in time"
        case .closed: "the connection was closed"
        case .tooLarge: "the answer is too large"
        case .notAnAddress(let text): "\(text) is no address"
        }
    }
}

extension PlainRequest {
    fileprivate func write(to channel: any Channel) {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        if !head.headers.contains(name: "host") { head.headers.add(name: "host", value: address.description) }
        if let body { head.headers.replaceOrAdd(name: "content-length", value: "\(body.readableBytes)") }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let body { channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil) }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
}

/// Gathers one answer at a time. Lives on its channel's event loop.
private final class ReplyReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var promise: EventLoopPromise<PlainReply>?
    private var reply = PlainReply()
    private var limit = 0
    private var isKept = true

    func begin(_ promise: EventLoopPromise<PlainReply>, limit: Int) {
        self.promise = promise
        self.limit = limit
        reply = PlainReply()
    }

    /// Ends the call that is under way; without one the answer was there before.
    func fail(_ error: any Error, on channel: any Channel) {
        guard let promise else { return }
        self.promise = nil
        promise.fail(error)
        channel.close(promise: nil)
    }

    /// Ends this call if it is still the one that is under way: the channel may serve the next by now.
    func cancel(_ call: EventLoopFuture<PlainReply>, on channel: any Channel) {
        if promise?.futureResult === call { fail(CancellationError(), on: channel) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            reply.status = Int(head.status.code)
            reply.headers = head.headers
            isKept = head.isKeepAlive
        case .body(var bytes):
            guard reply.body.readableBytes + bytes.readableBytes <= limit else {
                return fail(PlainHTTPError.tooLarge, on: context.channel)
            }
            reply.body.writeBuffer(&bytes)
        case .end:
            if !isKept { context.close(promise: nil) }
            promise?.succeed(reply)
            promise = nil
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(PlainHTTPError.closed, on: context.channel)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error, on: context.channel)
        context.close(promise: nil)
    }
}
