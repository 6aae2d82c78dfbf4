import CompactJSON
package import Contracts
import ContractSchemas
import Decisions
import EventBus
import JSONSchema
package import Messaging

/// The registered schemas, compiled once, as a check of what a service publishes (`--validate-events`).
package enum RegisteredSchemas {
    private struct Key: Hashable {
        var type: String
        var version: Int
    }

    /// Compiles the schemas of all messages, of each version from 1 up to where there is none.
    ///
    /// - Throws: If a schema that is shipped cannot be used: a defect of this build.
    package static func check() throws -> MessageCheck {
        var schemas: [Key: JSONSchema] = [:]
        for type in MessageType.allCases {
            var version = 1
            // The error says that there is no such version: the last was found.
            while let text = try? SchemaCatalog.schema(of: type, version: version) {
                // A writer writes what is declared, and nothing else.
                schemas[Key(type: type.rawValue, version: version)] = try JSONSchema(
                    JSONValue(parsing: text).exact, at: SchemaCatalog.uri(of: type, version: version))
                version += 1
            }
        }
        return MessageCheck { [schemas] envelope in
            guard let schema = schemas[Key(type: envelope.type, version: envelope.schemaVersion)] else {
                throw ContractViolation("no schema is registered for version \(envelope.schemaVersion) of \(envelope.type)")
            }
            let violations = schema.violations(in: try JSONValue(parsing: envelope.data))
            guard violations.isEmpty else {
                let reasons = violations.prefix(5).map(\.description).joined(separator: "; ")
                throw ContractViolation("\(envelope.type) breaks its schema, so it was not said: \(reasons)")
            }
        }
    }
}

extension MessageCatalog {
    /// All messages there are, to read any of them: for tools. A service reads what it takes.
    package static let types = MessageTypes(payloads)
}
