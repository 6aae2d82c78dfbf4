import CompactJSON
import Contracts
import ContractSchemas
import Decisions
import DocketInstallation
import Foundation
import FulfilmentSupport

/// What the page draws is made of: services, messages, modes and states, from the tables that the services themselves go by.
struct ConsoleModel: Encodable, Sendable {
    struct Service: Encodable, Sendable {
        var name: String
        /// Types of messages by mode.
        var takes: [String: [String]]
    }

    struct Message: Encodable, Sendable {
        var type: String
        var kind: String
        var publishers: [String]
        var isCompensation: Bool
        var isAboutOrder: Bool
        /// The state that an order has come to with it.
        var state: String?
        /// Of its newest schema.
        var version: Int
        var meaning: String?
    }

    var modes = Flow.modes.map(\.rawValue)
    /// In the order in which an order goes through them; cancelled is the last.
    var states = Flow.states.map(\.rawValue)
    /// From here on an order goes through.
    var pivot = OrderState.ready.rawValue
    /// After these nothing more happens to an order.
    var ends = [OrderState.completed, .cancelled].map(\.rawValue)
    var services: [Service]
    /// In the order of their numbers in entries.
    var messages: [Message]
    /// False where people can only look: nothing runs, or it is a copy.
    var mayAct: Bool
    /// True where faults may be played with.
    var mayBreak: Bool

    init(mayAct: Bool, mayBreak: Bool = false) {
        self.mayAct = mayAct
        self.mayBreak = mayBreak
        services = ServiceName.allCases.map { service in
            let subscription = service.descriptor.subscription
            return Service(
                name: service.rawValue,
                takes: Dictionary(
                    uniqueKeysWithValues: Flow.modes.map { ($0.rawValue, subscription.types(in: $0).sorted()) }))
        }
        messages = Flow.types.map { type in
            let payload = type.payload
            return Message(
                type: type.rawValue, kind: payload.kind.rawValue, publishers: payload.publishers,
                isCompensation: payload.isCompensation, isAboutOrder: payload is any OrderMessage.Type,
                state: payload.orderState?.rawValue, version: payload.version,
                meaning: Self.meaning(of: type, payload.version))
        }
    }

    /// What its schema says of it.
    private static func meaning(of type: MessageType, _ version: Int) -> String? {
        // A message without a schema is a fault of the program, which the tests of the contracts see; here it has no description.
        guard let data = try? SchemaCatalog.schema(of: type, version: version), let schema = try? JSONValue(parsing: data) else {
            return nil
        }
        return schema["description"]?.text
    }
}
