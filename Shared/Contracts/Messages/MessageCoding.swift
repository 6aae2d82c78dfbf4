public import Foundation

/// How message data is written as JSON: keys sorted, so that the same message gives the same bytes; times as RFC 3339 in UTC with milliseconds, slashes unescaped.
public enum MessageCoding {
    // A coder keeps no state between calls, so one of each serves all threads.

    /// Writes message data.
    public static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.write(date))
        }
        return encoder
    }()

    /// Reads message data. What is no time by RFC 3339 and the calendar is refused.
    public static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = Timestamp.read(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "must be a time such as 2026-11-23T16:00:00.000Z")
            }
            return date
        }
        return decoder
    }()
}
