public import JSONSchema

/// Why the registry does not do what it was asked for.
public enum RegistryError: Error, Sendable, Hashable, CustomStringConvertible {
    case subjectNotFound(String)
    case versionNotFound(Int)
    /// `nil`: the schema itself was given, and the subject does not have it.
    case schemaNotFound(Int?)
    case subjectDeleted(String)
    case subjectNotDeletedYet(String)
    case versionDeleted(String, Int)
    case versionNotDeletedYet(String, Int)
    /// The subject, its level, and each change that the level does not allow.
    case incompatible(String, CompatibilityLevel, [Breach])
    case invalidSchema(SchemaError)
    /// The file of the registry is not one.
    case unreadable(String)

    public var description: String {
        switch self {
        case .subjectNotFound(let name): "Subject '\(name)' not found."
        case .versionNotFound(let number): "Version \(number) not found."
        case .schemaNotFound(let id): id.map { "Schema \($0) not found" } ?? "Schema not found"
        case .subjectDeleted(let name): "Subject '\(name)' was soft deleted.Set permanent=true to delete permanently"
        case .subjectNotDeletedYet(let name): "Subject '\(name)' was not deleted first before being permanently deleted"
        case .versionDeleted(let name, let number):
            "Subject '\(name)' Version \(number) was soft deleted.Set permanent=true to delete permanently"
        case .versionNotDeletedYet(let name, let number):
            "Subject '\(name)' Version \(number) was not deleted first before being permanently deleted"
        case .incompatible(let name, let level, let breaches):
            "Schema being registered is incompatible with an earlier schema for subject \"\(name)\" (level \(level.rawValue)): "
                + breaches.map(\.description).joined(separator: "; ")
        case .invalidSchema(let error): "Invalid schema: \(error)"
        case .unreadable(let reason): "the registry's file cannot be read: \(reason)"
        }
    }
}

extension Breach: CustomStringConvertible {
    /// `PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL at #/properties/amount, against version 1 (FORWARD)`.
    public var description: String {
        "\(difference.kind.rawValue) at \(difference.path), against version \(version) (\(direction.rawValue.uppercased()))"
    }
}
