/// The names under which values stand in log lines. All of them, so that a search finds every line about a thing.
///
/// Messages are static text, what varies is metadata: `logger.info("stock reserved", metadata: [LogKeys.subject: "Order-12345"])`.
public enum LogKeys {
    // On every line, written by the handler itself.
    public static let time = "time"
    public static let level = "level"
    public static let service = "service"
    public static let message = "message"

    // What a line is about.
    public static let correlationID = "correlationId"
    public static let causationID = "causationId"
    public static let messageID = "messageId"
    public static let type = "type"
    public static let workflow = "workflow"
    public static let error = "error"

    // Handling messages.
    public static let position = "position"
    public static let attempt = "attempt"
    public static let count = "count"
    public static let outcome = "outcome"
    public static let reason = "reason"
    public static let published = "published"
    public static let subject = "subject"

    // HTTP and the process.
    public static let method = "method"
    public static let route = "route"
    public static let status = "status"
    public static let milliseconds = "milliseconds"
    public static let host = "host"
    public static let port = "port"
    public static let pid = "pid"
    public static let path = "path"
    public static let signal = "signal"

    /// Metadata is text in swift-log; under these keys a text that is a whole number is written as a JSON number.
    package static let numeric: Set<String> = [
        position, attempt, count, status, milliseconds, port, pid,
    ]

    /// Written by the handler on every line: metadata of the same name gets a `_` behind it, it cannot replace them.
    package static let reserved: Set<String> = [time, level, service, message]
}
