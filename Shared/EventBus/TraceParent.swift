/// W3C Trace Context: which trace a message belongs to, and which span said it.
public struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits.
    public let traceID: String
    /// 16 lower-case hexadecimal digits.
    public let spanID: String

    private init(traceID: String, spanID: String) {
        self.traceID = traceID
        self.spanID = spanID
    }

    /// Starts a new trace. `random` is called three times.
    public static func root(random: () -> UInt64) -> TraceParent {
        TraceParent(traceID: hex(random() | 1) + hex(random()), spanID: hex(random() | 1))
    }

    /// A new span in the same trace.
    public func child(random: () -> UInt64) -> TraceParent {
        TraceParent(traceID: traceID, spanID: Self.hex(random() | 1))
    }

    /// Reads the header's version 00; `nil` if it is not well formed, as the standard asks (then start a new trace).
    public init?(_ header: some StringProtocol) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            Self.isID(parts[1], length: 32), Self.isID(parts[2], length: 16), parts[3].utf8.count == 2
        else { return nil }
        self.init(traceID: String(parts[1]), spanID: String(parts[2]))
    }

    public var description: String { "00-\(traceID)-\(spanID)-01" }

    private static func isID(_ text: some StringProtocol, length: Int) -> Bool {
        let bytes = text.utf8
        let digits = bytes.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        return bytes.count == length && digits && bytes.contains { $0 != 48 }
    }

    private static func hex(_ value: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - index * 4)) & 15
                buffer[index] = digit < 10 ? 48 + digit : 87 + digit
            }
            return 16
        }
    }
}
