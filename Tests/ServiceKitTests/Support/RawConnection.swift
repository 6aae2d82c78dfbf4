import Foundation

/// A connection on which a test says whatever bytes it likes.
final class RawConnection: Sendable {
    private let descriptor: Int32

    /// Reads give up after `timeouts`: a test that waits in vain fails instead of standing still.
    static func opened(port: Int, timeouts: Duration = .seconds(20)) async throws -> RawConnection {
        // Off the threads that the server of the test needs for taking the connection.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try RawConnection(port: port, timeouts: timeouts) })
            }
        }
    }

    private init(port: Int, timeouts: Duration) throws {
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var timeout = timeval(
            tv_sec: Int(timeouts.components.seconds), tv_usec: .init(timeouts.components.attoseconds / 1_000_000_000_000))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        // What the other end refuses shows in what it answers.
        _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// What comes until `end` is in it, or until the other end closes. `nil` when nothing came in time.
    func receive(until end: String? = nil) async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [self] in
                var received: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 4096)
                while true {
                    let text = String(decoding: received, as: UTF8.self)
                    if let end, text.contains(end) { return continuation.resume(returning: text) }
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    if count < 0, errno == EAGAIN { return continuation.resume(returning: nil) }
                    guard count > 0 else { return continuation.resume(returning: text) }
                    received += buffer[..<count]
                }
            }
        }
    }
}
