import Hummingbird
import HummingbirdTesting
import NIOCore
import ServiceKit
import Testing

/// What a client does to the connection itself.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RawConnectionTests {
    private func app(_ limits: ConnectionLimits = ConnectionLimits()) throws -> HTTPServer {
        try server(
            limits: limits,
            routes: { router in
                router.get("it") { _, _ in "it" }
                router.post("echo") { request, _ in String(buffer: try await request.body.collect(upTo: 1 << 20)) }
            })
    }

    @Test func `a client that asks first whether to send its body gets an answer`() async throws {
        try await app().test(.live) { client in
            let connection = try await RawConnection.opened(port: #require(client.port))
            connection.send("POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n")
            let told = try #require(await connection.receive(until: "\r\n\r\n"))
            #expect(told.hasPrefix("HTTP/1.1 100 "), "\(told)")

            connection.send("hello")
            let answer = try #require(await connection.receive(until: "hello"))
            #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
        }
    }

    @Test(arguments: [
        ("BREW /coffee HTTP/1.1\r\n\r\n", "the method is none of HTTP's"),
        ("GET / HTTP/9.9\r\n\r\n", "this is no HTTP/1.0 or HTTP/1.1"),
        ("GET / HTTP/1.1\r\nhost: localhost\r\nx: a\u{1}b\r\n\r\n", "a header has characters that headers do not have"),
        ("GET / HTTP/1.1\r\nhost: localhost\r\nx: \(String(repeating: "x", count: 20_000))\r\n\r\n", "the headers are too large"),
        ("POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: two\r\n\r\n", "the content length is no number"),
        ("\u{16}\u{3}\u{1}\u{2}", "\"status\":400"),
    ])
    func `bytes that are no request are answered with problem details, and the next client is served`(
        bytes: String, publishes: String
    ) async throws {
        try await app().test(.live) { client in
            let connection = try await RawConnection.opened(port: #require(client.port))
            connection.send(bytes)
            let answer = try #require(await connection.receive())
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(answer.lowercased().contains("content-type: application/problem+json"), "\(answer)")
            #expect(answer.contains(publishes), "\(answer)")
            #expect(try await client.get("/it").text == "it")
        }
    }

    @Test(arguments: [
        "zz\r\n", "g\r\n", "-1\r\n", "+5\r\nhello\r\n", "0x5\r\nhello\r\n", " 5\r\nhello\r\n", "\r\n", "5\r\nhelloX\r\n",
        "FFFFFFFFFFFFFFFFF\r\n", "5;a=\u{1}\r\nhello\r\n0\r\n\r\n", "5\rhello\r\n", ";a=b\r\n",
        "5\r\nhello\r\n0\r\nno trailer\r\n\r\n",
    ])
    func `a body in broken chunks is answered with problem details`(chunks: String) async throws {
        try await app().test(.live) { client in
            let connection = try await RawConnection.opened(port: #require(client.port))
            connection.send("POST /echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n" + chunks)
            let answer = try #require(await connection.receive())
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(answer.contains("/problems/malformed-request"), "\(answer)")
        }
    }

    @Test func `a chunk extension without end is cut off, and one of a usual size is not`() async throws {
        try await app().test(.live) { client in
            let head = "POST /echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n5;a="
            let endless = try await RawConnection.opened(port: #require(client.port))
            endless.send(head + String(repeating: "x", count: 200_000))
            let answer = try #require(await endless.receive())
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")

            let usual = try await RawConnection.opened(port: #require(client.port))
            usual.send(head + String(repeating: "x", count: 1000) + "\r\nhello\r\n0\r\n\r\n")
            #expect(await usual.receive(until: "hello")?.hasPrefix("HTTP/1.1 200 ") == true)
        }
    }

    @Test func `a client that goes silent in the middle of a request is let go`() async throws {
        var limits = ConnectionLimits()
        limits.idle = .milliseconds(200)
        try await app(limits).test(.live) { client in
            for half in ["", "GET /it HT", "POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nhe"] {
                let connection = try await RawConnection.opened(port: #require(client.port))
                connection.send(half)
                #expect(await connection.receive() == "", "\(half)")
            }
        }
    }

    @Test func `a client that sends on and on, a byte at a time, is let go all the same`() async throws {
        var limits = ConnectionLimits()
        limits.exchange = .milliseconds(500)
        try await app(limits).test(.live) { client in
            let connection = try await RawConnection.opened(
                port: #require(client.port), timeouts: .milliseconds(20))
            connection.send("POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n")
            // Nothing comes within a moment, so a byte goes; the end comes as an answer of no bytes.
            var answer: String?
            repeat {
                connection.send("x")
                answer = await connection.receive()
            } while answer == nil
            #expect(answer == "")
        }
    }

    @Test func `connections that nobody uses keep nobody out`() async throws {
        var limits = ConnectionLimits()
        limits.evictsIdleAbove = 20
        try await app(limits).test(.live) { client in
            let port = try #require(client.port)
            // Connections are taken by several threads: only one that was answered is known to be the first.
            var idle = [try await RawConnection.opened(port: port, timeouts: .seconds(5))]
            idle[0].send("GET /it HTTP/1.1\r\nhost: localhost\r\n\r\n")
            #expect(await idle[0].receive(until: "\r\n\r\nit") != nil)
            for _ in 1..<30 { idle.append(try await .opened(port: port, timeouts: .seconds(5))) }
            let connection = try await RawConnection.opened(port: port)
            connection.send("GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n")
            let answer = await connection.receive(until: "\r\n\r\n")
            #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true, "\(answer ?? "nothing")")
            #expect(await idle.first?.receive() == "", "the one that has been idle for longest is closed")
            idle.last?.send("GET /it HTTP/1.1\r\nhost: localhost\r\n\r\n")
            #expect(await idle.last?.receive(until: "\r\n\r\nit") != nil, "the newest is not")
        }
    }

    @Test func `a thousand connections at once are all served`() async throws {
        try await app().test(.live) { client in
            let port = try #require(client.port)
            var connections: [RawConnection] = []
            for _ in 0..<1000 { connections.append(try await .opened(port: port, timeouts: .seconds(60))) }
            for connection in connections { connection.send("GET /it HTTP/1.1\r\nhost: localhost\r\n\r\n") }
            var served = 0
            for connection in connections where await connection.receive(until: "\r\n\r\nit") != nil { served += 1 }
            #expect(served == 1000)
        }
    }
}
