public import Foundation

/// How message data is written as JSON: dates as RFC 3339 with milliseconds, slashes unescaped.
public enum MessageCoding {
    // A coder keeps no state between calls, so one of each serves all threads.
    public static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(rfc3339))
        }
        return encoder
    }()

    public static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            if let date = try? rfc3339.parse(text) { return date }
            // Whole seconds are valid RFC 3339 too.
            if let date = try? Date.ISO8601FormatStyle().parse(text) { return date }
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be a time such as 2026-11-23T16:00:00.000Z")
        }
        return decoder
    }()

    static let rfc3339 = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
