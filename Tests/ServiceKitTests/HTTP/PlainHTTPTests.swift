import NIOCore
import NIOHTTP1
import NIOPosix
import PlainHTTP
import Testing

/// The client of the programs of one installation, against a server that answers what a test says, byte by byte.
struct PlainHTTPTests {
    private let client = PlainHTTP()

    /// Answers each request with these bytes, or with nothing at all.
    private final class Canned: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let answer: String?
        init(_ answer: String?) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let answer else { return }
            context.writeAndFlush(NIOAny(ByteBuffer(string: answer)), promise: nil)
        }
    }

    /// Lets `body` call a server with this answer.
    @discardableResult
    private func with<Value>(_ answer: String?, _ body: (HTTPAddress) async throws -> Value) async throws -> Value {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Canned(answer)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(HTTPAddress(host: "127.0.0.1", port: server.localAddress?.port ?? 0))
            try await server.close()
            return value
        } catch {
            try await server.close()
            throw error
        }
    }

    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-what: greeting\r\n\r\nhello"

    @Test func `an answer is read, and the connection used again`() async throws {
        try await with(Self.hello) { address in
            for _ in 0..<3 {
                let reply = try await client.send(PlainRequest(.GET, address, "/x"), timeout: .seconds(10))
                #expect(reply.status == 200 && reply.headers.first(name: "x-what") == "greeting")
                #expect(String(buffer: reply.body) == "hello")
            }
        }
    }

    @Test func `an answer that is too large, late, or no HTTP is an error`() async throws {
        try await with(Self.hello) { address in
            await #expect(throws: PlainHTTPError.tooLarge) {
                try await client.send(PlainRequest(.GET, address, "/", answerLimit: 4), timeout: .seconds(10))
            }
        }
        try await with(nil) { address in
            await #expect(throws: PlainHTTPError.timedOut) {
                try await client.send(PlainRequest(.GET, address, "/"), timeout: .milliseconds(20))
            }
        }
        try await with("nonsense\r\n\r\n") { address in
            await #expect(throws: HTTPParserError.self) {
                try await client.send(PlainRequest(.GET, address, "/"), timeout: .seconds(10))
            }
        }
    }

    @Test func `a call that is cancelled ends at once`() async throws {
        try await with(nil) { address in
            let call = Task { try await client.send(PlainRequest(.GET, address, "/"), timeout: .seconds(60)) }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
        }
    }

    @Test(arguments: ["ftp://127.0.0.1", "127.0.0.1:80", "http://", "https://127.0.0.1"])
    func `what is no address is refused`(text: String) {
        #expect(throws: PlainHTTPError.notAnAddress(text)) { try HTTPAddress(text) }
    }

    @Test func `an IPv6 address has brackets only where they belong`() throws {
        let address = try HTTPAddress("http://[::1]:8101")
        #expect(address.host == "::1" && address.port == 8101 && address.description == "[::1]:8101")
    }
}
