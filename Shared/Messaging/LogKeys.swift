/// The names under which values stand in log lines. All of them, so that a search finds every line about a thing.
///
/// Messages are static text, what varies is metadata: `logger.info("stock reserved", metadata: [LogKeys.subject: "Order-12345"])`.
public enum LogKeys {
    // On every line, written by the handler itself.
    /// RFC 3339 with microseconds.
    public static let time = "time"
    /// `info`, `warning`, ...
    public static let level = "level"
    public static let service = "service"
    /// What happened, in words that do not vary.
    public static let message = "message"

    // What a line is about.
    /// The same from the HTTP call to the last write.
    public static let correlationID = "correlationId"
    /// The message that led to it.
    public static let causationID = "causationId"
    /// The message that was handled.
    public static let messageID = "messageId"
    public static let type = "type"
    /// Who coordinates the process.
    public static let mode = "mode"
    /// What went wrong, for people.
    public static let error = "error"

    // Handling messages.
    /// Of a message in the log.
    public static let position = "position"
    /// Which try it was, from 1.
    public static let attempt = "attempt"
    /// How many.
    public static let count = "count"
    /// As in the metric `messages_total`.
    public static let outcome = "outcome"
    /// Why nothing more came of it.
    public static let reason = "reason"
    /// The names of the messages, separated by commas.
    public static let published = "published"
    public static let subject = "subject"

    // HTTP and the process.
    /// HTTP's.
    public static let method = "method"
    /// The pattern, such as `/orders/{id}`.
    public static let route = "route"
    /// HTTP's.
    public static let status = "status"
    /// How long it took.
    public static let milliseconds = "milliseconds"
    /// Where the service listens.
    public static let host = "host"
    /// Where the service listens.
    public static let port = "port"
    /// Of the operating system.
    public static let pid = "pid"
    public static let path = "path"
    /// By which a process was ended.
    public static let signal = "signal"

    /// Metadata is text in swift-log; under these keys a text that is a whole number is written as a JSON number.
    package static let numeric: Set<String> = [
        position, attempt, count, status, milliseconds, port, pid,
    ]

    /// Written by the handler on every line: metadata of the same name gets a `_` behind it, it cannot replace them.
    package static let reserved: Set<String> = [time, level, service, message]
}
