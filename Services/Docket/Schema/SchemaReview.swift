package import CompactJSON
import JSONSchema
package import SchemaRegistry

/// Compares a working tree with what was registered.
package struct SchemaReview: Sendable {
    package struct Finding: Sendable, Encodable {
        package enum Kind: String, Sendable, Encodable {
            /// The file of a registered version says something else now.
            case edited
            /// It says the same in other words.
            case reworded
            /// The file of a registered version is gone.
            case missing
            /// A new version that the level of its subject does not allow.
            case incompatible
            /// A new version that is in order and waits to be registered.
            case unregistered
            /// No schema that this program can judge by.
            case invalid
            /// Versions are numbered 1, 2, 3.
            case misnumbered
        }

        package var subject: String
        package var version: Int
        package var kind: Kind
        package var level: String
        package var changes: [SchemaChange]
        var mend: String
        /// False for what breaks no reader.
        var isBreak: Bool
    }

    package let findings: [Finding]
    package let versions: Int
    package var breaks: [Finding] { findings.filter(\.isBreak) }

    package init(_ tree: [String: [Int: JSONValue]], against registry: SchemaRegistry) {
        var findings: [Finding] = []
        for name in Set(tree.keys).union(registry.names()).sorted() {
            findings += Self.review(name, tree[name] ?? [:], registry)
        }
        self.findings = findings
        versions = tree.values.reduce(0) { $0 + $1.count }
    }

    private static func review(_ name: String, _ files: [Int: JSONValue], _ registry: SchemaRegistry) -> [Finding] {
        // A subject that was never registered has no versions.
        let registered = (try? registry.versions(of: name)) ?? []
        var findings: [Finding] = []
        for version in registered {
            guard let file = files[version.number] else {
                findings.append(finding(name, version.number, .missing, registry))
                continue
            }
            if let schema = try? registry.schema(version.id), schema != file {
                findings.append(edit(name, version.number, from: schema, to: file, registry))
            }
        }
        var trial = registry
        for (number, schema) in files.sorted(by: { $0.key < $1.key }) where !registered.contains(where: { $0.number == number }) {
            findings.append(addition(name, number, schema, &trial))
        }
        return findings
    }

    private static func edit(
        _ name: String, _ number: Int, from older: JSONValue, to newer: JSONValue, _ registry: SchemaRegistry
    ) -> Finding {
        do {
            let changes = try SchemaRegistry.changes(from: older, to: newer, version: number)
            return finding(name, number, changes.isEmpty ? .reworded : .edited, registry, changes)
        } catch {
            return finding(name, number, .invalid, registry, because: "\(error)")
        }
    }

    /// Registers it on trial, so that the version after it is compared with it too.
    private static func addition(
        _ name: String, _ number: Int, _ schema: JSONValue, _ trial: inout SchemaRegistry
    ) -> Finding {
        do {
            let given = try trial.register(schema, under: name)
            return finding(name, number, given.number == number ? .unregistered : .misnumbered, trial)
        } catch .incompatible(_, _, let breaches) {
            return finding(name, number, .incompatible, trial, breaches)
        } catch {
            return finding(name, number, .invalid, trial, because: "\(error)")
        }
    }

    private static func finding(
        _ name: String, _ number: Int, _ kind: Finding.Kind, _ registry: SchemaRegistry, _ breaches: [Breach] = [],
        because reason: String? = nil
    ) -> Finding {
        Finding(
            subject: name, version: number, kind: kind, level: registry.effectiveLevel(of: name).rawValue,
            changes: breaches.map { SchemaChange($0, of: name) }, mend: reason ?? kind.mend(name, number),
            isBreak: kind != .reworded)
    }
}

extension SchemaReview.Finding.Kind {
    /// What is wrong, for people.
    var saying: String {
        switch self {
        case .edited: "a published version was changed in place"
        case .reworded: "other words, the same meaning"
        case .missing: "a published version is gone, though messages of it lie in logs"
        case .incompatible: "a new version that somebody could not follow"
        case .unregistered: "a new version, in order, not registered yet"
        case .invalid: "no schema that can be used"
        case .misnumbered: "not the next number of its subject"
        }
    }

    func mend(_ name: String, _ number: Int) -> String {
        switch self {
        case .edited: "put \(name)/\(number).json back as it was, and write the change as \(name)/\(number + 1).json"
        case .reworded, .unregistered: "docket schema register \(name)"
        case .missing: "put \(name)/\(number).json back"
        case .incompatible:
            "change it as said above; or, if an upcaster gives the old messages the new shape, lower the level of this one "
                + "message with your reason in the commit: docket schema register \(name) --level FORWARD_TRANSITIVE"
        case .invalid: "mend the file"
        case .misnumbered: "name it by the next number; the same schema is not registered twice"
        }
    }
}
