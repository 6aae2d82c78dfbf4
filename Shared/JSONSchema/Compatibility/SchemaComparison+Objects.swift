/// Objects: their members, and what may be there beside them.
///
/// An open object may already hold anything under a name, so a member cannot be added to it with a schema; a closed one refuses
/// what it does not know, so nothing can be taken from it.
extension SchemaComparison {
    mutating func compare(_ older: SchemaShape.ObjectLimits, _ newer: SchemaShape.ObjectLimits) {
        within("required") { $0.compareRequired(older, newer) }
        within("properties") { comparison in
            for name in Set(older.members.keys).union(newer.members.keys).sorted() {
                comparison.within(name) { $0.compareMember(name, older, newer) }
            }
        }
        within("patternProperties") { $0.comparePatterns(older.patterns, newer.patterns) }
        within("dependentRequired") { $0.compareNeeds(older.needs, newer.needs) }
        within("dependentSchemas") { comparison in
            for name in Set(older.dependent.keys).union(newer.dependent.keys).sorted() {
                comparison.within(name) { inner in
                    switch (older.dependent[name], newer.dependent[name]) {
                    case (nil, _): inner.add(.dependencySchemaAdded)
                    case (_, nil): inner.add(.dependencySchemaRemoved)
                    case (let older?, let newer?): inner.compare(older, newer)
                    }
                }
            }
        }
        within("additionalProperties") { comparison in
            comparison.compareRest(
                older.rest, newer.rest,
                Moves(
                    .additionalPropertiesNarrowed, .additionalPropertiesExtended, .additionalPropertiesAdded,
                    .additionalPropertiesRemoved))
        }
        move(
            .maxProperties, older.most, newer.most,
            Moves(.maxPropertiesAdded, .maxPropertiesRemoved, .maxPropertiesIncreased, .maxPropertiesDecreased))
        move(
            .minProperties, older.least, newer.least,
            Moves(.minPropertiesAdded, .minPropertiesRemoved, .minPropertiesIncreased, .minPropertiesDecreased))
    }

    /// - Parameter moves: What it means when a schema for the rest comes or goes, and when the rest is opened or closed.
    mutating func compareRest(_ older: SchemaShape.Rest, _ newer: SchemaShape.Rest, _ moves: Moves) {
        switch (older, newer) {
        case (.closed, .closed), (.open, .open): return
        case (.closed, _): add(moves.increased)
        case (_, .closed): add(moves.decreased)
        case (.open, .partlyOpen): add(moves.added)
        case (.partlyOpen, .open): add(moves.removed)
        case (.partlyOpen(let older), .partlyOpen(let newer)): compare(older, newer)
        }
    }

    private mutating func compareRequired(_ older: SchemaShape.ObjectLimits, _ newer: SchemaShape.ObjectLimits) {
        for name in older.required.subtracting(newer.required).sorted() where newer.members[name] != nil {
            add(.requiredRemoved, at: name)
        }
        for name in newer.required.subtracting(older.required).sorted() {
            // A member that comes with the schema is noted where it comes.
            if older.members[name] == nil, newer.members[name] != nil, older.content(name) != .open { continue }
            add(newer.withDefault.contains(name) ? .requiredWithDefaultAdded : .requiredAdded, at: name)
        }
    }

    private mutating func compareMember(_ name: String, _ older: SchemaShape.ObjectLimits, _ newer: SchemaShape.ObjectLimits) {
        switch (older.members[name], newer.members[name]) {
        case (nil, nil): return
        case (let older?, let newer?): compare(older, newer)
        case (let old?, nil): removed(old, from: newer.content(name))
        case (nil, let new?):
            guard added(new, to: older.content(name)) else { return }
            if newer.required.contains(name) {
                add(newer.withDefault.contains(name) ? .requiredPropertyWithDefaultAdded : .requiredPropertyAdded)
            } else {
                add(.optionalPropertyAdded)
            }
        }
    }

    private mutating func removed(_ member: SchemaShape, from content: SchemaShape.Rest) {
        switch content {
        case .open: add(.propertyRemovedFromOpen)
        case .closed: add(member == .nothing ? .falsePropertyRemovedFromClosed : .propertyRemovedFromClosed)
        case .partlyOpen(let rest):
            let isCovered = trial(member, rest).allSatisfy(\.isCompatible)
            add(isCovered ? .propertyRemovedCovered : .propertyRemovedNotCovered)
        }
    }

    /// False if the older object was open: then there is nothing more to check.
    private mutating func added(_ member: SchemaShape, to content: SchemaShape.Rest) -> Bool {
        switch content {
        case .open:
            add(member == .anything ? .emptyPropertyAddedToOpen : .propertyAddedToOpen)
            return false
        case .closed: return true
        case .partlyOpen(let rest):
            let isCovered = trial(rest, member).allSatisfy(\.isCompatible)
            add(isCovered ? .propertyAddedCovered : .propertyAddedNotCovered)
            return true
        }
    }

    /// What members a pattern is about is not judged, so one may neither come nor change.
    private mutating func comparePatterns(_ older: [String: SchemaShape], _ newer: [String: SchemaShape]) {
        for source in Set(older.keys).union(newer.keys).sorted() {
            switch (older[source], newer[source]) {
            case (let older?, let newer?): within(source) { $0.compare(older, newer) }
            default: add(.notJudged, at: source)
            }
        }
    }

    private mutating func compareNeeds(_ older: [String: Set<String>], _ newer: [String: Set<String>]) {
        for name in Set(older.keys).union(newer.keys).sorted() {
            switch (older[name], newer[name]) {
            case (_, nil): add(.dependencyArrayRemoved, at: name)
            case (nil, _): add(.dependencyArrayAdded, at: name)
            case (let older?, let newer?):
                if older == newer { continue }
                let isWider = newer.isSuperset(of: older)
                add(
                    isWider
                        ? .dependencyArrayExtended
                        : newer.isSubset(of: older) ? .dependencyArrayNarrowed : .dependencyArrayChanged,
                    at: name)
            }
        }
    }
}

extension SchemaShape.ObjectLimits {
    /// What a member of this name may be if it is not named.
    fileprivate func content(_ name: String) -> SchemaShape.Rest {
        let matching = patterns.sorted { $0.key < $1.key }.filter { Pattern($0.key)?.isFound(in: name) == true }.map(\.value)
        switch matching.count {
        case 0: return rest
        case 1: return .partlyOpen(matching[0])
        default: return .partlyOpen(.combined(.allOf, matching))
        }
    }
}
