public import Foundation

extension Date {
    /// The instant that an RFC 3339 time names, read as strictly as in messages; `nil` if the text names none.
    public init?(timestamp text: String) {
        guard let date = RFC3339.date(text) else { return nil }
        self = date
    }

    /// As it stands in messages: `2026-11-23T16:00:00.123Z`.
    public var timestamp: String { RFC3339.string(self, .milliseconds) }
}
