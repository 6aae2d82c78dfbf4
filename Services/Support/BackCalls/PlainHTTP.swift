import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What a call was answered with.
struct HTTPReply: Sendable {
    var status: Int
    var body: ByteBuffer
}

/// HTTP/1.1 to a service of the same installation: a GET without TLS, over connections that are kept.
///
/// NIO, which the servers use anyway, does the protocol; so the services need no client library, which with its TLS is a third of a program. An
/// address with https is called by one (``CallTransport``).
final class PlainHTTP: Sendable {
    struct TimedOut: Error, CustomStringConvertible { let description = "no answer in time" }
    struct Closed: Error, CustomStringConvertible { let description = "the connection was closed" }
    struct TooLarge: Error, CustomStringConvertible { let description = "the answer is too large" }

    /// Idle connections, by address.
    private let idle = Mutex<[String: [any Channel]]>([:])

    /// - Parameters:
    ///   - target: Path and query.
    ///   - limit: Bytes of the answer at most.
    func get(
        host: String, port: Int, target: String, headers: HTTPHeaders, timeout: TimeAmount, limit: Int
    ) async throws -> HTTPReply {
        let address = "\(host):\(port)"
        let deadline = NIODeadline.now() + timeout
        let channel: any Channel = if let kept = takeIdle(address) { kept } else { try await connect(host, port, timeout) }
        let promise = channel.eventLoop.makePromise(of: HTTPReply.self)
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target, headers: headers)
        head.headers.replaceOrAdd(name: "host", value: address)
        let request = head
        channel.eventLoop.execute {
            do {
                // It may have been closed from the other side since it was taken.
                guard channel.isActive else { throw Closed() }
                let reader = try channel.pipeline.syncOperations.handler(type: ReplyReader.self)
                reader.begin(promise, limit: limit)
                channel.write(HTTPClientRequestPart.head(request), promise: nil)
                channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
                let timer = channel.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
                    reader.fail(TimedOut(), on: channel)
                }
                promise.futureResult.whenComplete { _ in timer.cancel() }
            } catch {
                promise.fail(error)
            }
        }
        let reply = try await promise.futureResult.get()
        if channel.isActive { idle.withLock { $0[address, default: []].append(channel) } }
        return reply
    }

    private func takeIdle(_ address: String) -> (any Channel)? {
        idle.withLock { idle in
            while let channel = idle[address]?.popLast() {
                if channel.isActive { return channel }
            }
            return nil
        }
    }

    private func connect(_ host: String, _ port: Int, _ timeout: TimeAmount) async throws -> any Channel {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(timeout)
            .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ReplyReader())
                }
            }
            .connect(host: host, port: port).get()
    }
}

/// Gathers one answer at a time. Lives on its channel's event loop.
private final class ReplyReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var promise: EventLoopPromise<HTTPReply>?
    private var reply = HTTPReply(status: 0, body: ByteBuffer())
    private var limit = 0
    private var isKept = true

    func begin(_ promise: EventLoopPromise<HTTPReply>, limit: Int) {
        self.promise = promise
        self.limit = limit
        reply = HTTPReply(status: 0, body: ByteBuffer())
    }

    func fail(_ error: any Error, on channel: any Channel) {
        promise?.fail(error)
        promise = nil
        channel.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            reply.status = Int(head.status.code)
            isKept = head.isKeepAlive
        case .body(var bytes):
            guard reply.body.readableBytes + bytes.readableBytes <= limit else {
                return fail(PlainHTTP.TooLarge(), on: context.channel)
            }
            reply.body.writeBuffer(&bytes)
        case .end:
            if !isKept { context.close(promise: nil) }
            promise?.succeed(reply)
            promise = nil
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(PlainHTTP.Closed(), on: context.channel)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, on: context.channel) }
}
