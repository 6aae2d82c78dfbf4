import CompactJSON
import Foundation
import Hummingbird
import JSONSchema
import SchemaRegistry
import ServiceKit

/// What a request to the registry says.
extension Request {
    func flag(_ name: String) throws -> Bool { try query(name)?.lowercased() == "true" }

    /// The schema in the body: a text in the member `schema`, and `schemaType` JSON.
    func schema() async throws -> JSONValue {
        let body = try await jsonValue(sentAs: Confluent.acceptedTypes)
        let type = body["schemaType"]?.text ?? "AVRO"
        guard type == "JSON" else {
            throw ConfluentError(42201, "Invalid schema: the type \(type) is not served here; send \"schemaType\": \"JSON\"")
        }
        guard body["references"]?.elements?.isEmpty != false else {
            throw ConfluentError(42201, "Invalid schema: references are not served here; put what they name into $defs")
        }
        guard let text = body["schema"]?.text, !text.isEmpty else { throw ConfluentError(42201, "Empty schema") }
        do {
            return try JSONValue(parsing: Data(text.utf8))
        } catch {
            throw ConfluentError(42201, "Invalid schema: it is no JSON")
        }
    }

    func level() async throws -> CompatibilityLevel {
        let body = try await jsonValue(sentAs: Confluent.acceptedTypes)
        // Clients ask with the first name and are answered with the second: what GET gave can be put back.
        let asked = body["compatibility"] ?? body["compatibilityLevel"]
        guard let level = asked?.text.flatMap({ CompatibilityLevel(rawValue: $0.uppercased()) }) else {
            throw ConfluentError.invalidLevel
        }
        return level
    }
}

extension ServiceRequestContext {
    /// Any text of 1 to 255 bytes without control characters.
    func subject() throws -> String {
        guard let name = parameters.get("subject")?.removingPercentEncoding, (1...255).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw ConfluentError(42208, "The specified subject is not a valid subject.") }
        return name
    }

    /// `nil` for the latest.
    func version() throws -> Int? {
        let text = parameters.get("version") ?? ""
        if text == "latest" || text == "-1" { return nil }
        guard let number = Int(text), (1...Int(Int32.max)).contains(number) else { throw ConfluentError.invalidVersion(text) }
        return number
    }

    func id() throws -> Int {
        guard let id = parameters.get("id").flatMap({ Int($0) }) else { throw ConfluentError(404, "HTTP 404 Not Found") }
        return id
    }
}
