/// The names of what stands beside a log message: every key that Docket writes, in one place.
public enum LogKey {
    public static let correlationID = "correlationId"
    public static let orderID = "orderId"
    public static let subject = "subject"
    public static let messageID = "messageId"
    public static let type = "type"
    public static let workflow = "workflow"
    public static let outcome = "outcome"
    public static let said = "said"
    public static let reason = "reason"
    public static let attempts = "attempts"
    public static let position = "position"
    public static let error = "error"
}
