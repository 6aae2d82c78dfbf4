import CompactJSON
public import Decisions
import EventBus
import Foundation
public import GRDB
public import Messaging

/// What a service's routes work with: calls that change something go through the step, look-ups read the database beside it.
public struct ServiceAccess: Sendable {
    /// For what changes something.
    public let calls: CallPort
    /// For what looks something up.
    public let database: any DatabaseReader
    /// The service's configuration.
    public let configuration: ServiceConfiguration

    public init(calls: CallPort, database: any DatabaseReader, configuration: ServiceConfiguration) {
        self.calls = calls
        self.database = database
        self.configuration = configuration
    }

    /// Does `work` in the next step, once for each idempotency key, and returns its answer when it is durable.
    ///
    /// - Parameters:
    ///   - operation: Names the call in logs and metrics.
    ///   - subject: What the call is about: keys are kept apart by operation and subject.
    ///   - request: A repeat with the same key must have the same content.
    public func once<Request: Encodable, Answer: Codable & Sendable>(
        _ operation: String, about subject: String? = nil, key: IdempotencyKey?, request: Request, origin: Origin,
        work: @escaping @Sendable (Context) throws -> Answer
    ) async throws -> Idempotency.Outcome<Answer> {
        // The same content gives the same bytes, however the caller wrote it.
        let content = try key.map { _ in try MessageCoding.encode(request) } ?? Data()
        return try await calls.perform(operation, origin: origin) { context in
            let scope = subject.map { "\(operation) \($0)" } ?? operation
            return try Idempotency.once(key: key?.rawValue, operation: scope, request: content, in: context) {
                try work(context)
            }
        }
    }
}

extension ServiceRequestContext {
    /// Where what follows from this request comes from.
    ///
    /// - Parameter mode: The order's, where the request says it. A handler that loads the order sets it from there.
    public func origin(mode: CoordinationMode = .choreography) -> Origin {
        Origin(correlationID: correlationID, mode: mode, trace: traceParent.description)
    }
}
