public import CompactJSON
public import JSONSchema

/// Which schemas were published under which name, in which order, and what the next one may change.
///
/// A *subject* is the name of one message. Its *versions* count from 1 and are never reused. An *id* names a schema wherever it is
/// used: the same schema has the same id under every subject. Two texts are the same schema if they are the same JSON.
/// The rules are those of Confluent's Schema Registry, so that its clients can work with it.
public struct SchemaRegistry: Sendable, Hashable {
    /// One version of a subject.
    public struct Version: Sendable, Hashable {
        /// From 1 on, without a gap.
        public let number: Int
        public let id: Int
        /// Deleted, but still found by its id.
        public var isDeleted = false
    }

    struct Subject: Sendable, Hashable {
        var level: CompatibilityLevel?
        var versions: [Version] = []
        var active: [Version] { versions.filter { !$0.isDeleted } }
        /// The number of the last version there ever was.
        var last = 0
    }

    /// The level of subjects that have none of their own.
    public var level: CompatibilityLevel
    /// What objects may hold beside what is declared, when two versions are compared.
    public var models: ContentModels
    var subjects: [String: Subject] = [:]
    /// By id. Kept after a permanent deletion too: a message may still name the id.
    var schemas: [Int: JSONValue] = [:]

    /// An empty registry. Confluent's begins with the same level.
    public init(level: CompatibilityLevel = .backward, models: ContentModels = .asDeclared) {
        self.level = level
        self.models = models
    }

    // MARK: Looking things up

    /// Names of the subjects with versions, sorted.
    public func names(includingDeleted: Bool = false) -> [String] {
        subjects.filter { !(includingDeleted ? $0.value.versions : $0.value.active).isEmpty }.keys.sorted()
    }

    /// Oldest first.
    public func versions(of name: String, includingDeleted: Bool = false) throws(RegistryError) -> [Version] {
        let subject = subjects[name]
        let versions = (includingDeleted ? subject?.versions : subject?.active) ?? []
        guard !versions.isEmpty else { throw .subjectNotFound(name) }
        return versions
    }

    /// - Parameter number: `nil` for the latest.
    public func version(
        _ number: Int?, of name: String, includingDeleted: Bool = false
    ) throws(RegistryError) -> Version {
        let versions = try versions(of: name, includingDeleted: includingDeleted)
        guard let found = number.map({ number in versions.first { $0.number == number } }) ?? versions.last else {
            throw .versionNotFound(number ?? 0)
        }
        return found
    }

    /// The schema that was registered under this id.
    public func schema(_ id: Int) throws(RegistryError) -> JSONValue {
        guard let schema = schemas[id] else { throw .schemaNotFound(id) }
        return schema
    }

    /// Where a schema is used.
    public func uses(of id: Int, includingDeleted: Bool = false) throws(RegistryError) -> [(subject: String, version: Int)] {
        _ = try schema(id)
        return names(includingDeleted: true).flatMap { name in
            (subjects[name]?.versions ?? []).filter { $0.id == id && (includingDeleted || !$0.isDeleted) }.map {
                (name, $0.number)
            }
        }
    }

    /// The version under which this schema was registered.
    public func lookup(
        _ schema: JSONValue, under name: String, includingDeleted: Bool = false
    ) throws(RegistryError) -> Version {
        let versions = try versions(of: name, includingDeleted: includingDeleted)
        guard let found = versions.last(where: { schemas[$0.id] == schema }) else { throw .schemaNotFound(nil) }
        return found
    }

    // MARK: Levels

    /// What counts for a subject: its own level, or that of all.
    public func effectiveLevel(of name: String) -> CompatibilityLevel { subjects[name]?.level ?? level }

    /// The subject's own level, if it has one.
    public func ownLevel(of name: String) -> CompatibilityLevel? { subjects[name]?.level }

    /// - Parameter level: `nil` puts the subject back to the level of all.
    public mutating func setLevel(_ level: CompatibilityLevel?, of name: String) {
        subjects[name, default: Subject()].level = level
    }
}

extension SchemaRegistry {
    /// The same registry with these subjects alone; ids stay as they are.
    public func limited(to names: [String]) -> SchemaRegistry {
        var limited = self
        limited.subjects = subjects.filter { names.contains($0.key) }
        return limited
    }
}
