/// Arrays, and combinations of schemas.
extension SchemaComparison {
    mutating func compare(_ older: SchemaShape.ArrayLimits, _ newer: SchemaShape.ArrayLimits) {
        within("items") { $0.compare(older.all, newer.all) }
        within("prefixItems") { comparison in
            for index in 0..<max(older.prefix.count, newer.prefix.count) {
                comparison.within("\(index)") { $0.compareItem(index, older, newer) }
            }
        }
        within("items") { comparison in
            comparison.compareRest(
                older.rest, newer.rest,
                Moves(.additionalItemsNarrowed, .additionalItemsExtended, .additionalItemsAdded, .additionalItemsRemoved))
        }
        move(.maxItems, older.most, newer.most, Moves(.maxItemsAdded, .maxItemsRemoved, .maxItemsIncreased, .maxItemsDecreased))
        move(.minItems, older.least, newer.least, Moves(.minItemsAdded, .minItemsRemoved, .minItemsIncreased, .minItemsDecreased))
        if older.isUnique != newer.isUnique { add(older.isUnique ? .uniqueItemsRemoved : .uniqueItemsAdded, at: "uniqueItems") }
    }

    private mutating func compareItem(_ index: Int, _ older: SchemaShape.ArrayLimits, _ newer: SchemaShape.ArrayLimits) {
        let old = older.prefix.indices.contains(index) ? older.prefix[index] : nil
        let new = newer.prefix.indices.contains(index) ? newer.prefix[index] : nil
        switch (old, new) {
        case (let old?, let new?): compare(old, new)
        case (let old?, nil):
            switch newer.rest {
            case .open: add(.itemRemovedFromOpen)
            case .closed: add(old == .nothing ? .falseItemRemovedFromClosed : .itemRemovedFromClosed)
            case .partlyOpen(let rest):
                add(trial(old, rest).allSatisfy(\.isCompatible) ? .itemRemovedCovered : .itemRemovedNotCovered)
            }
        case (nil, let new?):
            switch older.rest {
            case .open: add(new == .anything ? .emptyItemAddedToOpen : .itemAddedToOpen)
            case .closed: add(.itemAddedToClosed)
            case .partlyOpen(let rest):
                add(trial(rest, new).allSatisfy(\.isCompatible) ? .itemAddedCovered : .itemAddedNotCovered)
            }
        case (nil, nil): return
        }
    }

    mutating func compare(
        _ one: SchemaShape.Criterion, _ older: [SchemaShape], _ other: SchemaShape.Criterion, _ newer: [SchemaShape]
    ) {
        if other == .oneOf, Set(older) != Set(newer), !newer.areDisjoint { return add(.combinedTypeChanged) }
        if one != other {
            let isSingle = older.count == 1 && (other == .oneOf || newer.count == 1)
            guard other == .anyOf || isSingle else { return add(.combinedTypeChanged) }
            add(.combinedTypeExtended)
        }
        let (older, newer) = (unique(older), unique(newer))
        if older.count < newer.count { add(other == .allOf ? .productTypeExtended : .sumTypeExtended) }
        if older.count > newer.count { add(other == .allOf ? .productTypeNarrowed : .sumTypeNarrowed) }
        let pairs = older.map { old in newer.indices.filter { trial(old, newer[$0]).allSatisfy(\.isCompatible) } }
        let matches = Matching.largest(pairs, count: newer.count)
        for (old, new) in matches { found += trial(older[old], newer[new]) }
        if matches.count < min(older.count, newer.count) { add(.combinedTypeSubschemasChanged) }
    }

    private func unique(_ shapes: [SchemaShape]) -> [SchemaShape] {
        shapes.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

/// Pairs of old and new that fit together, as many as there can be at once (augmenting paths).
enum Matching {
    /// - Parameters:
    ///   - pairs: For each old one, the new ones it fits.
    ///   - count: How many new ones there are.
    static func largest(_ pairs: [[Int]], count: Int) -> [(old: Int, new: Int)] {
        var owner: [Int?] = Array(repeating: nil, count: count)
        for old in pairs.indices {
            var seen: Set<Int> = []
            _ = place(old, pairs, &owner, &seen)
        }
        return owner.enumerated().compactMap { new, old in old.map { ($0, new) } }.sorted { $0.0 < $1.0 }
    }

    private static func place(_ old: Int, _ pairs: [[Int]], _ owner: inout [Int?], _ seen: inout Set<Int>) -> Bool {
        for new in pairs[old] where seen.insert(new).inserted {
            guard let current = owner[new] else {
                owner[new] = old
                return true
            }
            if place(current, pairs, &owner, &seen) {
                owner[new] = old
                return true
            }
        }
        return false
    }
}
