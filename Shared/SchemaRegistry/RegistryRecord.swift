public import CompactJSON
public import Foundation
import JSONSchema

/// The registry as one file that people read, compare and commit: subjects indented, each schema on one line.
public enum RegistryRecord {
    /// - Throws: ``RegistryError/unreadable(_:)`` with the place that is wrong.
    public static func read(_ data: Data) throws(RegistryError) -> SchemaRegistry {
        let root: JSONValue
        do { root = try JSONValue(parsing: data) } catch { throw .unreadable("\(error)") }
        guard let level = root["compatibility"]?.level, let schemas = root["schemas"]?.members,
            let subjects = root["subjects"]?.members
        else { throw .unreadable("compatibility, subjects and schemas must be there") }
        guard let models = root["contentModels"].map({ $0.text.flatMap(ContentModels.init) }) ?? .asDeclared else {
            throw .unreadable("contentModels is one of \(ContentModels.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var registry = SchemaRegistry(level: level, models: models)
        for (key, schema) in schemas {
            guard let id = Int(key), id > 0 else { throw .unreadable("'\(key)' is no id of a schema") }
            registry.schemas[id] = schema
        }
        for (name, subject) in subjects { registry.subjects[name] = try Self.subject(subject, name, registry) }
        return registry
    }

    private static func subject(
        _ value: JSONValue, _ name: String, _ registry: SchemaRegistry
    ) throws(RegistryError) -> SchemaRegistry.Subject {
        var subject = SchemaRegistry.Subject()
        if let own = value["compatibility"] {
            guard let level = own.level else { throw .unreadable("\(name) has a level that does not exist") }
            subject.level = level
        }
        for entry in value["versions"]?.elements ?? [] {
            guard case .integer(let number) = entry["version"], case .integer(let id) = entry["id"], number > subject.last else {
                throw .unreadable("\(name) has a version without a number or an id, or out of order")
            }
            guard let schema = registry.schemas[id], entry["fingerprint"] == .string(fingerprint(of: schema)) else {
                throw .unreadable("version \(number) of \(name) is not the schema \(id) that was registered")
            }
            let isDeleted = entry["deleted"] == true
            subject.versions.append(.init(number: number, id: id, isDeleted: isDeleted))
            subject.last = number
        }
        if case .integer(let last) = value["last"] { subject.last = max(subject.last, last) }
        return subject
    }

    /// The same registry gives the same bytes.
    public static func write(_ registry: SchemaRegistry) -> Data {
        var lines = ["{", "  \"compatibility\": \(text(registry.level.rawValue)),"]
        if registry.models != .asDeclared { lines.append("  \"contentModels\": \(text(registry.models.rawValue)),") }
        lines.append("  \"subjects\": {")
        let subjects = registry.subjects.sorted { $0.key < $1.key }
        for (index, (name, subject)) in subjects.enumerated() {
            lines.append("    \(text(name)): {")
            if let level = subject.level { lines.append("      \"compatibility\": \(text(level.rawValue)),") }
            // Only where the last version is gone for good: its number is not given again.
            if subject.last != subject.versions.last?.number { lines.append("      \"last\": \(subject.last),") }
            lines.append("      \"versions\": [")
            lines += subject.versions.enumerated().map { position, version in
                "        " + line(version, of: name, registry) + (position + 1 < subject.versions.count ? "," : "")
            }
            lines.append("      ]")
            lines.append("    }" + (index + 1 < subjects.count ? "," : ""))
        }
        lines += ["  },", "  \"schemas\": {"]
        let schemas = registry.schemas.sorted { $0.key < $1.key }
        for (index, (id, schema)) in schemas.enumerated() {
            lines.append("    \"\(id)\": \(schema.canonicalText)" + (index + 1 < schemas.count ? "," : ""))
        }
        return Data((lines + ["  }", "}", ""]).joined(separator: "\n").utf8)
    }

    private static func line(_ version: SchemaRegistry.Version, of name: String, _ registry: SchemaRegistry) -> String {
        let print = fingerprint(of: registry.schemas[version.id] ?? .null)
        let deleted = version.isDeleted ? ", \"deleted\": true" : ""
        return """
            { "version": \(version.number), "id": \(version.id), "file": \(text("\(name)/\(version.number).json")), \
            "fingerprint": \(text(print))\(deleted) }
            """
    }

    /// Short mark of a schema (FNV-1a, 64 bits): finds a slip of the hand, not an attack; the schema itself is in the file too.
    public static func fingerprint(of schema: JSONValue) -> String {
        let hash = schema.canonicalText.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func text(_ text: String) -> String { JSONValue.string(text).canonicalText }
}

extension JSONValue {
    fileprivate var level: CompatibilityLevel? { text.flatMap(CompatibilityLevel.init) }
}
