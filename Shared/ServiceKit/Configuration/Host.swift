import Foundation

/// What the name of a host alone shows, without asking the network.
public enum Host {
    /// Names a machine can only mean itself by: `localhost`, 127.0.0.0/8 and ::1.
    public static func isLoopback(_ host: String) -> Bool {
        let name = withoutBrackets(host.lowercased())
        if name == "localhost" { return true }
        var four = in_addr()
        if inet_pton(AF_INET, name, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        var six = in6_addr()
        guard inet_pton(AF_INET6, name, &six) == 1 else { return false }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// 0.0.0.0 and ::, which mean every address of this machine and are no name of it.
    public static func isWildcard(_ host: String) -> Bool {
        ["0.0.0.0", "::"].contains(withoutBrackets(host))
    }

    /// A host name or an IP address, without a port.
    public static func isName(_ text: String) -> Bool {
        let name = withoutBrackets(text)
        var six = in6_addr()
        if inet_pton(AF_INET6, name, &six) == 1 { return true }
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// The name in a `Host` header: `orders:8101` is `orders`, `[::1]:8101` is `::1`. `nil` if it is no host and port.
    static func name(inHeader header: String) -> String? {
        let text = header.lowercased()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return String(text[text.index(after: text.startIndex)..<end])
        }
        guard let colon = text.firstIndex(of: ":") else { return text.isEmpty ? nil : text }
        guard colon != text.startIndex, isPort(text[colon...]) else { return nil }
        return String(text[..<colon])
    }

    static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }
}
