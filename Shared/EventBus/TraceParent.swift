/// The `traceparent` of W3C Trace Context: which trace a request or message belongs to, and which step of it led here.
///
/// `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`
public struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits, not all zero: the same over the whole trace.
    public let traceID: String
    /// 16 lower-case hexadecimal digits, not all zero: the step that made this value.
    public let spanID: String
    /// Whether a caller upstream records this trace.
    public let isSampled: Bool

    /// Starts a trace.
    public init(using random: inout some RandomNumberGenerator, isSampled: Bool = true) {
        traceID = Self.hex(Self.nonZero(&random)) + Self.hex(random.next())
        spanID = Self.hex(Self.nonZero(&random))
        self.isSampled = isSampled
    }

    /// Reads a header.
    ///
    /// As the specification asks: a version above 00 is read as far as 00 goes, version ff and ids of zeros only are refused.
    /// - Returns: `nil` if the value is not valid; the caller then starts a trace of its own.
    public init?(_ header: String) {
        let bytes = Array(header.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash else { return nil }
        guard let version = Self.lowerHex(bytes[0..<2]), version != "ff",
            bytes.count == 55 || (version != "00" && bytes[55] == dash),
            let traceID = Self.lowerHex(bytes[3..<35]), traceID.contains(where: { $0 != "0" }),
            let spanID = Self.lowerHex(bytes[36..<52]), spanID.contains(where: { $0 != "0" }),
            let flags = Self.lowerHex(bytes[53..<55]).flatMap({ UInt8($0, radix: 16) })
        else { return nil }
        self.traceID = traceID
        self.spanID = spanID
        isSampled = flags & 1 == 1
    }

    private init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// The next step of the same trace.
    public func child(using random: inout some RandomNumberGenerator) -> TraceParent {
        TraceParent(traceID: traceID, spanID: Self.hex(Self.nonZero(&random)), isSampled: isSampled)
    }

    /// The header, in version 00.
    public var description: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static func lowerHex(_ bytes: ArraySlice<UInt8>) -> String? {
        let isHex = bytes.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard isHex else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func nonZero(_ random: inout some RandomNumberGenerator) -> UInt64 {
        UInt64.random(in: 1...UInt64.max, using: &random)
    }

    private static func hex(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                buffer[index] = hexDigits[Int(number >> UInt64(60 - 4 * index) & 15)]
            }
            return 16
        }
    }
}
