import NIOCore
import NIOHTTP1

/// Cuts off a client that sends on and on without sending anything: a chunk extension or a line that never ends. The parser reads those byte by
/// byte and reports nothing, so no limit on heads and bodies sees them.
enum FramingGuard {
    /// Bytes of framing between two parts of a request. Heads have their own, smaller limit.
    static let limit = 64 * 1024

    /// Puts the two halves around the parser.
    static func add(to pipeline: ChannelPipeline.SynchronousOperations) throws {
        let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        let count = Count()
        try pipeline.addHandler(Bytes(count), position: .before(parser))
        try pipeline.addHandler(Parts(count), position: .after(parser))
    }

    /// Bytes since the last part.
    private final class Count {
        var bytes = 0
        var isCutOff = false
    }

    private final class Bytes: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer
        private let count: Count

        init(_ count: Count) { self.count = count }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !count.isCutOff else { return }
            count.bytes += unwrapInboundIn(data).readableBytes
            context.fireChannelRead(data)
        }
    }

    private final class Parts: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias InboundOut = HTTPServerRequestPart
        private let count: Count

        init(_ count: Count) { self.count = count }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            count.bytes = 0
            context.fireChannelRead(data)
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            if count.bytes > FramingGuard.limit, !count.isCutOff {
                count.isCutOff = true
                // As if the parser had found it.
                context.fireErrorCaught(HTTPParserError.invalidChunkSize)
            }
            context.fireChannelReadComplete()
        }
    }
}
