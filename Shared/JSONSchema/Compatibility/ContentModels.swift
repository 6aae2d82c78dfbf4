public import CompactJSON

/// What an object may hold beside what its schema declares, when two versions are compared.
public enum ContentModels: String, Sendable, Codable, CaseIterable {
    /// What the schemas say, as in Confluent's registry: in an open object an older message may already hold anything under the name of a member
    /// that is added, so none can be added with a schema of its own.
    case asDeclared = "DECLARED"
    /// Writers write what is declared and nothing else, and readers pass over what they do not know. Both are promises of programs, which tests
    /// hold. An optional member can then be added, for readers old and new.
    case exactWritersTolerantReaders = "EXACT_WRITERS_TOLERANT_READERS"

    /// Whether readers with the newer schema can read what writers with the older one wrote: the schemas are compared, and the older one's
    /// `examples` are held against the newer.
    public func differences(from writer: JSONValue, to reader: JSONValue) throws(SchemaError) -> [SchemaDifference] {
        var (writer, reader) = (writer, reader)
        if self == .exactWritersTolerantReaders { (writer, reader) = (writer.exact, reader.tolerant) }
        return try SchemaComparison.differences(from: writer, to: reader) + Self.refusedExamples(of: writer, by: reader)
    }

    private static func refusedExamples(of writer: JSONValue, by reader: JSONValue) throws(SchemaError) -> [SchemaDifference] {
        let examples = writer[Keyword.examples.rawValue]?.elements ?? []
        let library = SchemaLibrary(unknownKeywords: .ignored)
        let own = try JSONSchema(writer, at: "urn:compared", in: library)
        let other = try JSONSchema(reader, at: "urn:compared", in: library)
        return examples.indices.filter { own.violations(in: examples[$0]).isEmpty && !other.violations(in: examples[$0]).isEmpty }
            .map { SchemaDifference(kind: .exampleRefused, path: "#/examples/\($0)") }
    }
}

extension JSONValue {
    /// The schema with every object closed: what a writer writes that keeps to what is declared.
    public var exact: JSONValue {
        withContentModels(in: [.properties, .defs, .prefixItems, .items]) { members in
            let composed: [Keyword] = [.ref, .dynamicRef, .allOf, .anyOf, .oneOf, .if, .dependentSchemas]
            let rest = members[Keyword.additionalProperties.rawValue]
            // Beside other schemas that name members too, an object cannot be closed by its own.
            guard rest == nil || rest == true, !composed.contains(where: { members[$0.rawValue] != nil }) else { return rest }
            return false
        }
    }

    /// The schema with every closed object opened: what a reader takes that passes over what it does not know.
    public var tolerant: JSONValue {
        withContentModels(in: [.properties, .defs, .prefixItems, .items, .allOf]) { members in
            let rest = members[Keyword.additionalProperties.rawValue]
            return rest == false ? nil : rest
        }
    }

    /// Changes `additionalProperties` where objects are described, and not where it decides between schemas: to close one of several alternatives
    /// would change which of them is meant.
    private func withContentModels(in keywords: [Keyword], _ change: ([String: JSONValue]) -> JSONValue?) -> JSONValue {
        guard var members else { return self }
        if members[Keyword.properties.rawValue] != nil {
            members[Keyword.additionalProperties.rawValue] = change(members)
        }
        for keyword in keywords {
            switch members[keyword.rawValue] {
            case .object(let inner) where keyword.shape == .map:
                members[keyword.rawValue] = .object(inner.mapValues { $0.withContentModels(in: keywords, change) })
            case .array(let inner): members[keyword.rawValue] = .array(inner.map { $0.withContentModels(in: keywords, change) })
            case let inner? where keyword.shape == .schema:
                members[keyword.rawValue] = inner.withContentModels(in: keywords, change)
            default: continue
            }
        }
        return .object(members)
    }
}
