/// The secret a caller has to show as `Authorization: Bearer TOKEN`. Never printed: its description is `***`.
public struct APIToken: Sendable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// - Returns: `nil` unless the text is 1 to 512 visible ASCII characters, which is all that fits into a header.
    public init?(_ text: String) {
        guard (1...512).contains(text.utf8.count), text.utf8.allSatisfy(\.isVisibleASCII) else { return nil }
        bytes = Array(text.utf8)
    }

    /// Compares in a time that depends on the length of `candidate` only, so that the time shows nothing about the secret.
    public func matches(_ candidate: some StringProtocol) -> Bool {
        var difference = candidate.utf8.count ^ bytes.count
        for (index, byte) in candidate.utf8.enumerated() {
            difference |= Int(byte ^ bytes[index % bytes.count])
        }
        return difference == 0
    }

    /// What a caller shows: the value of the header `Authorization`.
    package var authorization: String { "Bearer " + String(decoding: bytes, as: UTF8.self) }

    public var description: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension UInt8 {
    /// `!` to `~`: no space, no control character, nothing beyond ASCII.
    var isVisibleASCII: Bool { (0x21...0x7E).contains(self) }
}
