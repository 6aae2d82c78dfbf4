public import CompactJSON
public import JSONSchema

extension SchemaRegistry {
    /// Makes the schema the subject's next version, if its level allows that.
    ///
    /// Idempotent: a schema that the subject already has is answered with the version it has.
    /// - Throws: ``RegistryError/incompatible(_:_:_:)`` with every incompatible change, or ``RegistryError/invalidSchema(_:)``.
    public mutating func register(_ schema: JSONValue, under name: String) throws(RegistryError) -> Version {
        try Self.check(schema)
        if let known = subjects[name]?.active.last(where: { schemas[$0.id] == schema }) { return known }
        let breaches = try breaches(of: schema, under: name)
        guard breaches.isEmpty else { throw .incompatible(name, effectiveLevel(of: name), breaches) }
        var subject = subjects[name] ?? Subject()
        subject.last += 1
        let version = Version(number: subject.last, id: id(of: schema))
        subject.versions.append(version)
        subjects[name] = subject
        return version
    }

    /// Everything that keeps the schema from being the subject's next version; empty if it may be.
    ///
    /// - Parameter number: Compare with this version alone, instead of those that the level names.
    public func breaches(
        of schema: JSONValue, under name: String, against number: Int? = nil
    ) throws(RegistryError) -> [Breach] {
        try Self.check(schema)
        let earlier: [Version] =
            if let number { [try version(number, of: name)] } else { subjects[name]?.active ?? [] }
        do {
            let earlierSchemas = earlier.map { schemas[$0.id] ?? .bool(true) }
            return try effectiveLevel(of: name).breaches(of: schema, after: earlierSchemas, models: models).map {
                var breach = $0
                breach.version = earlier[$0.version - 1].number
                return breach
            }
        } catch {
            throw .invalidSchema(error)
        }
    }

    /// Replaces a schema by one that says the same in other words, such as a better description.
    ///
    /// - Throws: ``RegistryError/incompatible(_:_:_:)`` if it does not say the same: that takes a version of its own.
    public mutating func reword(_ number: Int, of name: String, as schema: JSONValue) throws(RegistryError) {
        let version = try version(number, of: name)
        let older = try self.schema(version.id)
        let changes = try Self.changes(from: older, to: schema, version: number)
        guard changes.isEmpty else { throw .incompatible(name, .fullTransitive, changes) }
        schemas[version.id] = schema
    }

    /// All that differs in meaning between two schemas, compatible or not; words alone make no difference.
    public static func changes(
        from older: JSONValue, to newer: JSONValue, version: Int
    ) throws(RegistryError) -> [Breach] {
        do {
            let back = try SchemaComparison.differences(from: older, to: newer)
            let forth = try SchemaComparison.differences(from: newer, to: older)
            return back.map { Breach(difference: $0, version: version, direction: .backward) }
                + forth.filter { !$0.isCompatible }.map { Breach(difference: $0, version: version, direction: .forward) }
        } catch {
            throw .invalidSchema(error)
        }
    }

    private static func check(_ schema: JSONValue) throws(RegistryError) {
        do {
            _ = try JSONSchema(schema, at: "urn:registered", in: SchemaLibrary(unknownKeywords: .ignored))
        } catch {
            throw .invalidSchema(error)
        }
        guard let violation = try metaschema.get().violations(in: schema).first else { return }
        throw .invalidSchema(SchemaError(reason: .malformed("\(violation)"), location: "#\(violation.place)"))
    }

    private static let metaschema: Result<JSONSchema, RegistryError> = Result { try Metaschema.schema() }.mapError {
        // The resources of this build are gone.
        .unreadable("the metaschema: \($0)")
    }

    private mutating func id(of schema: JSONValue) -> Int {
        if let known = schemas.filter({ $0.value == schema }).keys.min() { return known }
        let id = (schemas.keys.max() ?? 0) + 1
        schemas[id] = schema
        return id
    }
}
