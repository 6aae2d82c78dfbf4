import Decisions
public import EventBus

/// A message of the log, as a rebuild reads it.
public final class LoggedMessage: Sendable {
    /// Its place in the log.
    public let position: Position
    /// The message as it was appended.
    public let envelope: Envelope
    private let types: MessageTypes
    private let decoded: Result<any Message, any Error>?

    /// - Parameters:
    ///   - types: What it may be.
    ///   - decodes: True to decode its data now; else it is decoded when asked for.
    public init(_ recorded: RecordedEnvelope, types: MessageTypes, decodes: Bool = false) {
        self.types = types
        position = recorded.position
        envelope = recorded.envelope
        decoded = decodes ? Self.decode(recorded.envelope, types) : nil
    }

    var mode: CoordinationMode { CoordinationMode(rawValue: envelope.mode) ?? .choreography }

    /// What its data says, or why that can never be read.
    var message: Result<any Message, any Error> { decoded ?? Self.decode(envelope, types) }

    private static func decode(_ envelope: Envelope, _ types: MessageTypes) -> Result<any Message, any Error> {
        Result {
            guard CoordinationMode(rawValue: envelope.mode) != nil else {
                throw ContractError.unknownMode(envelope.mode)
            }
            return try types.read(envelope)
        }
    }
}
