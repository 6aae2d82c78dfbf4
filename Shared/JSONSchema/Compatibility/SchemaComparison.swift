public import CompactJSON

/// Compares an older schema with a newer one, by the rules of Confluent's Schema Registry: can a reader with the newer one read
/// what was written by the older?
public struct SchemaComparison {
    var found: [SchemaDifference] = []
    private(set) var path: [String] = []

    /// All differences, the compatible ones among them, in the order of their paths.
    public static func differences(from older: JSONValue, to newer: JSONValue) throws(SchemaError) -> [SchemaDifference] {
        var comparison = SchemaComparison()
        comparison.compare(try shape(of: older), try shape(of: newer))
        return comparison.found.sorted { ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue) }
    }

    private static func shape(of schema: JSONValue) throws(SchemaError) -> SchemaShape {
        var library = SchemaLibrary(unknownKeywords: .ignored)
        _ = try JSONSchema(schema, at: "urn:compared", in: library)
        let uri = try library.add(schema, at: "urn:compared")
        return ShapeReader(library: library).shape(at: SchemaAddress(resource: uri))
    }

    mutating func add(_ kind: SchemaDifference.Kind, at step: String? = nil) {
        found.append(SchemaDifference(kind: kind, path: "#" + JSONPointer.text(path + (step.map { [$0] } ?? []))))
    }

    mutating func within(_ steps: String..., body: (inout SchemaComparison) -> Void) {
        path += steps
        body(&self)
        path.removeLast(steps.count)
    }

    /// The differences of two shapes at this place, without noting them.
    func trial(_ older: SchemaShape, _ newer: SchemaShape) -> [SchemaDifference] {
        var trial = SchemaComparison()
        trial.path = path
        trial.compare(older, newer)
        return trial.found
    }

    private mutating func tookOver(_ differences: [SchemaDifference]) -> Bool {
        guard differences.allSatisfy(\.isCompatible) else { return false }
        found += differences
        return true
    }

    mutating func compare(_ older: SchemaShape?, _ newer: SchemaShape?) {
        switch (older, newer) {
        case (nil, nil): return
        case (nil, _): add(.schemaAdded)
        case (_, nil): add(.schemaRemoved)
        case (let older?, let newer?): compare(older, newer)
        }
    }

    mutating func compare(_ older: SchemaShape, _ newer: SchemaShape) {
        guard older != newer else { return }
        switch (older, newer) {
        case (.nothing, _), (_, .anything): return
        case (.text(let older), .text(let newer)): compare(older, newer)
        case (.number(let older), .number(let newer)): compare(older, newer)
        case (.object(let older), .object(let newer)): compare(older, newer)
        case (.array(let older), .array(let newer)): compare(older, newer)
        case (.values(let older), .values(let newer)): compare(older, newer)
        case (.not(let older), .not(let newer)):
            // What is forbidden runs the other way: forbidding less allows more.
            add(trial(newer, older).allSatisfy(\.isCompatible) ? .notTypeNarrowed : .notTypeExtended)
        case (.combined(let one, let older), .combined(let other, let newer)): compare(one, older, other, newer)
        case (.limits(let older), .limits(let newer)): compare(older, newer)
        // What is not of a limited kind is free.
        case (_, .limits(let newer)) where older.isOfOneKind: newer.first { $0.isSameKind(as: older) }.map { compare(older, $0) }
        case (.opaque, _), (_, .opaque): add(.notJudged)
        case (.combined(_, let parts), _) where parts.count == 1 && tookOver(trial(parts[0], newer)): return
        case (_, .combined(_, let parts)) where parts.count == 1 && tookOver(trial(older, parts[0])): return
        case (_, .combined(let criterion, let parts)) where criterion != .allOf && parts.count > 1:
            // Of several that overlap, two may take the same value, and then exactly one does not.
            let isSum = criterion == .anyOf || parts.areDisjoint
            if isSum, parts.contains(where: { tookOver(trial(older, $0)) }) { add(.sumTypeExtended) } else { add(.typeChanged) }
        case (.combined(.allOf, let parts), _) where parts.contains(where: { tookOver(trial($0, newer)) }):
            add(.productTypeNarrowed)
        default: add(.typeChanged)
        }
    }

    /// Limits without a type, kind by kind.
    private mutating func compare(_ older: [SchemaShape], _ newer: [SchemaShape]) {
        for limit in newer {
            if let former = older.first(where: { $0.isSameKind(as: limit) }) { compare(former, limit) } else { add(.typeChanged) }
        }
    }

    private mutating func compare(_ older: Set<JSONValue>, _ newer: Set<JSONValue>) {
        if newer.isSuperset(of: older) {
            add(.enumExtended)
        } else {
            add(newer.isSubset(of: older) ? .enumNarrowed : .enumChanged)
        }
    }
}
