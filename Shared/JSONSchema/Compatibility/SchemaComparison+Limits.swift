/// Limits of texts and numbers, and how a limit may move.
extension SchemaComparison {
    /// What it means when a limit comes, goes, rises or falls.
    struct Moves {
        let added: SchemaDifference.Kind
        let removed: SchemaDifference.Kind
        let increased: SchemaDifference.Kind
        let decreased: SchemaDifference.Kind

        init(
            _ added: SchemaDifference.Kind, _ removed: SchemaDifference.Kind, _ increased: SchemaDifference.Kind,
            _ decreased: SchemaDifference.Kind
        ) {
            (self.added, self.removed, self.increased, self.decreased) = (added, removed, increased, decreased)
        }
    }

    mutating func move<Limit: Comparable>(_ keyword: Keyword, _ older: Limit?, _ newer: Limit?, _ moves: Moves) {
        switch (older, newer) {
        case (nil, nil): return
        case (nil, _): add(moves.added, at: keyword.rawValue)
        case (_, nil): add(moves.removed, at: keyword.rawValue)
        case (let older?, let newer?):
            if older < newer { add(moves.increased, at: keyword.rawValue) }
            if older > newer { add(moves.decreased, at: keyword.rawValue) }
        }
    }

    mutating func compare(_ older: SchemaShape.TextLimits, _ newer: SchemaShape.TextLimits) {
        move(
            .maxLength, older.most, newer.most,
            Moves(.maxLengthAdded, .maxLengthRemoved, .maxLengthIncreased, .maxLengthDecreased))
        move(
            .minLength, older.least, newer.least,
            Moves(.minLengthAdded, .minLengthRemoved, .minLengthIncreased, .minLengthDecreased))
        switch (older.pattern, newer.pattern) {
        case (nil, nil): return
        case (nil, _): add(.patternAdded, at: "pattern")
        case (_, nil): add(.patternRemoved, at: "pattern")
        case (let older, let newer): if older != newer { add(.patternChanged, at: "pattern") }
        }
    }

    mutating func compare(_ older: SchemaShape.NumberLimits, _ newer: SchemaShape.NumberLimits) {
        move(.maximum, older.maximum, newer.maximum, Moves(.maximumAdded, .maximumRemoved, .maximumIncreased, .maximumDecreased))
        move(.minimum, older.minimum, newer.minimum, Moves(.minimumAdded, .minimumRemoved, .minimumIncreased, .minimumDecreased))
        move(
            .exclusiveMaximum, older.exclusiveMaximum, newer.exclusiveMaximum,
            Moves(.exclusiveMaximumAdded, .exclusiveMaximumRemoved, .exclusiveMaximumIncreased, .exclusiveMaximumDecreased))
        move(
            .exclusiveMinimum, older.exclusiveMinimum, newer.exclusiveMinimum,
            Moves(.exclusiveMinimumAdded, .exclusiveMinimumRemoved, .exclusiveMinimumIncreased, .exclusiveMinimumDecreased))
        compareSteps(older.step, newer.step)
        if older.isInteger != newer.isInteger { add(older.isInteger ? .typeExtended : .typeNarrowed) }
    }

    private mutating func compareSteps(_ older: Double?, _ newer: Double?) {
        switch (older, newer) {
        case (nil, nil): return
        case (nil, _): add(.multipleOfAdded, at: "multipleOf")
        case (_, nil): add(.multipleOfRemoved, at: "multipleOf")
        case (let older?, let newer?):
            guard older != newer else { return }
            let isCoarser = newer.truncatingRemainder(dividingBy: older) == 0
            let isFiner = older.truncatingRemainder(dividingBy: newer) == 0
            add(isCoarser ? .multipleOfExpanded : isFiner ? .multipleOfReduced : .multipleOfChanged, at: "multipleOf")
        }
    }
}
