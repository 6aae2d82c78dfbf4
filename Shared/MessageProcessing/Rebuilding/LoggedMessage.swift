import Contracts
public import EventBus

/// A message of the log, as a rebuild reads it.
public final class LoggedMessage: Sendable {
    public let position: Position
    public let envelope: Envelope
    private let decoded: Result<Message, any Error>?

    /// - Parameter decodes: True to decode its data now; else it is decoded by whoever asks for it.
    public init(_ recorded: RecordedEnvelope, decodes: Bool = false) {
        position = recorded.position
        envelope = recorded.envelope
        decoded = decodes ? Self.decode(recorded.envelope) : nil
    }

    var workflow: Workflow { Workflow(rawValue: envelope.workflow) ?? .choreography }

    /// What its data says, or why that can never be read.
    var message: Result<Message, any Error> { decoded ?? Self.decode(envelope) }

    private static func decode(_ envelope: Envelope) -> Result<Message, any Error> {
        Result {
            guard let type = MessageType(rawValue: envelope.type) else { throw ContractError.unknownType(envelope.type) }
            guard Workflow(rawValue: envelope.workflow) != nil else {
                throw ContractError.unknownWorkflow(envelope.workflow)
            }
            return try Message.decode(type, version: envelope.schemaVersion, from: envelope.data)
        }
    }
}
