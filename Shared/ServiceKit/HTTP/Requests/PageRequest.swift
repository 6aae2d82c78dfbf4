import Foundation
public import HTTPTypes
public import Hummingbird

/// Which part of a list a caller wants: `?after=LAST&limit=100`.
///
/// Pages go by the last key seen, not by number, so that none is skipped or shown twice while the list grows.
public struct PageRequest: Sendable, Hashable {
    /// How many a page may hold.
    public static let limits = 1...1000
    /// How many it holds if the caller does not say.
    public static let usualLimit = 100

    /// Show what comes after this key; `nil` for the first page.
    public var after: String?
    /// Entries to show at most.
    public var limit: Int

    public init(after: String? = nil, limit: Int = PageRequest.usualLimit) {
        self.after = after
        self.limit = limit
    }

    /// Reads `after` and `limit` from the query.
    ///
    /// - Throws: ``Problem`` (400) that names the parameter.
    public init(_ request: Request) throws {
        after = try request.query("after")
        let expected = "a whole number from \(Self.limits.lowerBound) to \(Self.limits.upperBound)"
        limit =
            try request.query("limit", expected: expected) { text in
                Int(text).flatMap { Self.limits.contains($0) ? $0 : nil }
            } ?? Self.usualLimit
    }

    /// ``after`` as a number, for lists that go by number; 0 is before the first.
    ///
    /// - Throws: ``Problem`` (400).
    public func afterNumber() throws -> Int {
        guard let after else { return 0 }
        guard let number = Int(after), number >= 0 else {
            throw Problem(.malformedRequest, "the query parameter 'after' must be a whole number of 0 or more, not '\(after)'")
        }
        return number
    }
}

extension Request {
    /// The headers of a page that another one follows: `Link` with the address of the next page (RFC 8288); none on the last.
    ///
    /// - Parameter last: The last key of this page, if there is more behind it.
    public func linkToNextPage(after last: (some CustomStringConvertible)?) -> HTTPFields {
        guard let last else { return [:] }
        let others = uri.queryParameters.filter { $0.key != "after" }.map {
            "\($0.key.percentEncoded)=\($0.value.percentEncoded)"
        }
        let query = (others + ["after=\(String(describing: last).percentEncoded)"]).joined(separator: "&")
        return [.link: "<\(uri.path)?\(query)>; rel=\"next\""]
    }
}

extension StringProtocol {
    /// As a name or a value of a query.
    fileprivate var percentEncoded: String {
        addingPercentEncoding(
            withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: " "..."~")).union(.init(charactersIn: "-._~")))
            ?? ""
    }
}
