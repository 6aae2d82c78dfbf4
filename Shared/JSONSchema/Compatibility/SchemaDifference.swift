/// One difference between an older and a newer schema, and whether readers with the newer one can still read what was written by the
/// older.
public struct SchemaDifference: Hashable, Sendable {
    public let kind: Kind
    /// Where in the schema, as a JSON pointer with a leading `#`.
    public let path: String

    /// True if it breaks no reader.
    public var isCompatible: Bool { kind.isCompatible }

    /// Beside the first two, the names are those of Confluent's Schema Registry (io.confluent.kafka.schemaregistry.json.diff.Difference), which tools and
    /// people know from its answers.
    public enum Kind: String, Sendable, CaseIterable {
        /// A keyword that the comparison does not look into came, went or changed.
        case notJudged = "KEYWORD_NOT_JUDGED"
        /// An example of one schema does not keep to the other.
        case exampleRefused = "EXAMPLE_REFUSED"
        case typeChanged = "TYPE_CHANGED", typeExtended = "TYPE_EXTENDED", typeNarrowed = "TYPE_NARROWED"
        case combinedTypeChanged = "COMBINED_TYPE_CHANGED", combinedTypeExtended = "COMBINED_TYPE_EXTENDED"
        case combinedTypeSubschemasChanged = "COMBINED_TYPE_SUBSCHEMAS_CHANGED"
        case productTypeExtended = "PRODUCT_TYPE_EXTENDED", productTypeNarrowed = "PRODUCT_TYPE_NARROWED"
        case sumTypeExtended = "SUM_TYPE_EXTENDED", sumTypeNarrowed = "SUM_TYPE_NARROWED"
        case notTypeExtended = "NOT_TYPE_EXTENDED", notTypeNarrowed = "NOT_TYPE_NARROWED"
        case enumExtended = "ENUM_ARRAY_EXTENDED", enumNarrowed = "ENUM_ARRAY_NARROWED", enumChanged = "ENUM_ARRAY_CHANGED"

        case maxLengthAdded = "MAX_LENGTH_ADDED", maxLengthRemoved = "MAX_LENGTH_REMOVED"
        case maxLengthIncreased = "MAX_LENGTH_INCREASED", maxLengthDecreased = "MAX_LENGTH_DECREASED"
        case minLengthAdded = "MIN_LENGTH_ADDED", minLengthRemoved = "MIN_LENGTH_REMOVED"
        case minLengthIncreased = "MIN_LENGTH_INCREASED", minLengthDecreased = "MIN_LENGTH_DECREASED"
        case patternAdded = "PATTERN_ADDED", patternRemoved = "PATTERN_REMOVED", patternChanged = "PATTERN_CHANGED"

        case maximumAdded = "MAXIMUM_ADDED", maximumRemoved = "MAXIMUM_REMOVED"
        case maximumIncreased = "MAXIMUM_INCREASED", maximumDecreased = "MAXIMUM_DECREASED"
        case minimumAdded = "MINIMUM_ADDED", minimumRemoved = "MINIMUM_REMOVED"
        case minimumIncreased = "MINIMUM_INCREASED", minimumDecreased = "MINIMUM_DECREASED"
        case exclusiveMaximumAdded = "EXCLUSIVE_MAXIMUM_ADDED", exclusiveMaximumRemoved = "EXCLUSIVE_MAXIMUM_REMOVED"
        case exclusiveMaximumIncreased = "EXCLUSIVE_MAXIMUM_INCREASED", exclusiveMaximumDecreased = "EXCLUSIVE_MAXIMUM_DECREASED"
        case exclusiveMinimumAdded = "EXCLUSIVE_MINIMUM_ADDED", exclusiveMinimumRemoved = "EXCLUSIVE_MINIMUM_REMOVED"
        case exclusiveMinimumIncreased = "EXCLUSIVE_MINIMUM_INCREASED", exclusiveMinimumDecreased = "EXCLUSIVE_MINIMUM_DECREASED"
        case multipleOfAdded = "MULTIPLE_OF_ADDED", multipleOfRemoved = "MULTIPLE_OF_REMOVED"
        case multipleOfExpanded = "MULTIPLE_OF_EXPANDED", multipleOfReduced = "MULTIPLE_OF_REDUCED"
        case multipleOfChanged = "MULTIPLE_OF_CHANGED"

        case requiredAdded = "REQUIRED_ATTRIBUTE_ADDED", requiredWithDefaultAdded = "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED"
        case requiredRemoved = "REQUIRED_ATTRIBUTE_REMOVED"
        case maxPropertiesAdded = "MAX_PROPERTIES_ADDED", maxPropertiesRemoved = "MAX_PROPERTIES_REMOVED"
        case maxPropertiesIncreased = "MAX_PROPERTIES_INCREASED", maxPropertiesDecreased = "MAX_PROPERTIES_DECREASED"
        case minPropertiesAdded = "MIN_PROPERTIES_ADDED", minPropertiesRemoved = "MIN_PROPERTIES_REMOVED"
        case minPropertiesIncreased = "MIN_PROPERTIES_INCREASED", minPropertiesDecreased = "MIN_PROPERTIES_DECREASED"
        case additionalPropertiesAdded = "ADDITIONAL_PROPERTIES_ADDED", additionalPropertiesRemoved =
            "ADDITIONAL_PROPERTIES_REMOVED"
        case additionalPropertiesExtended = "ADDITIONAL_PROPERTIES_EXTENDED"
        case additionalPropertiesNarrowed = "ADDITIONAL_PROPERTIES_NARROWED"
        case dependencyArrayAdded = "DEPENDENCY_ARRAY_ADDED", dependencyArrayRemoved = "DEPENDENCY_ARRAY_REMOVED"
        case dependencyArrayExtended = "DEPENDENCY_ARRAY_EXTENDED", dependencyArrayNarrowed = "DEPENDENCY_ARRAY_NARROWED"
        case dependencyArrayChanged = "DEPENDENCY_ARRAY_CHANGED"
        case dependencySchemaAdded = "DEPENDENCY_SCHEMA_ADDED", dependencySchemaRemoved = "DEPENDENCY_SCHEMA_REMOVED"
        case propertyRemovedFromOpen = "PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL"
        case propertyRemovedFromClosed = "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL"
        case falsePropertyRemovedFromClosed = "PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL"
        case propertyRemovedCovered = "PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case propertyRemovedNotCovered = "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case propertyAddedToOpen = "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"
        case emptyPropertyAddedToOpen = "PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL"
        case propertyAddedCovered = "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case propertyAddedNotCovered = "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case requiredPropertyAdded = "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL"
        case requiredPropertyWithDefaultAdded = "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL"
        case optionalPropertyAdded = "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL"

        case maxItemsAdded = "MAX_ITEMS_ADDED", maxItemsRemoved = "MAX_ITEMS_REMOVED"
        case maxItemsIncreased = "MAX_ITEMS_INCREASED", maxItemsDecreased = "MAX_ITEMS_DECREASED"
        case minItemsAdded = "MIN_ITEMS_ADDED", minItemsRemoved = "MIN_ITEMS_REMOVED"
        case minItemsIncreased = "MIN_ITEMS_INCREASED", minItemsDecreased = "MIN_ITEMS_DECREASED"
        case uniqueItemsAdded = "UNIQUE_ITEMS_ADDED", uniqueItemsRemoved = "UNIQUE_ITEMS_REMOVED"
        case additionalItemsAdded = "ADDITIONAL_ITEMS_ADDED", additionalItemsRemoved = "ADDITIONAL_ITEMS_REMOVED"
        case additionalItemsExtended = "ADDITIONAL_ITEMS_EXTENDED", additionalItemsNarrowed = "ADDITIONAL_ITEMS_NARROWED"
        case itemRemovedFromOpen = "ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL"
        case itemRemovedFromClosed = "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL"
        case falseItemRemovedFromClosed = "ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL"
        case itemRemovedCovered = "ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case itemRemovedNotCovered = "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case itemAddedToOpen = "ITEM_ADDED_TO_OPEN_CONTENT_MODEL"
        case emptyItemAddedToOpen = "ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL"
        case itemAddedToClosed = "ITEM_ADDED_TO_CLOSED_CONTENT_MODEL"
        case itemAddedCovered = "ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case itemAddedNotCovered = "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        case schemaAdded = "SCHEMA_ADDED", schemaRemoved = "SCHEMA_REMOVED"
    }
}

extension SchemaDifference.Kind {
    /// True if whatever the older schema allows, the newer one allows as well.
    public var isCompatible: Bool { Self.compatible.contains(self) }

    /// Confluent's takes a new required member that has a default for compatible, because readers there fill defaults in. Here, as in JSON Schema,
    /// a default is a note.
    private static let compatible: Set<Self> = [
        .schemaRemoved, .typeExtended, .combinedTypeExtended, .productTypeNarrowed, .sumTypeExtended, .notTypeNarrowed,
        .enumExtended,
        .maxLengthIncreased, .maxLengthRemoved, .minLengthDecreased, .minLengthRemoved, .patternRemoved,
        .maximumIncreased, .maximumRemoved, .minimumDecreased, .minimumRemoved, .exclusiveMaximumIncreased,
        .exclusiveMaximumRemoved,
        .exclusiveMinimumDecreased, .exclusiveMinimumRemoved, .multipleOfReduced, .multipleOfRemoved,
        .requiredRemoved, .dependencyArrayNarrowed, .dependencyArrayRemoved, .dependencySchemaRemoved,
        .maxPropertiesIncreased, .maxPropertiesRemoved, .minPropertiesDecreased, .minPropertiesRemoved,
        .additionalPropertiesAdded, .additionalPropertiesExtended, .emptyPropertyAddedToOpen,
        .optionalPropertyAdded, .falsePropertyRemovedFromClosed, .propertyRemovedFromOpen, .propertyAddedCovered,
        .propertyRemovedCovered,
        .maxItemsIncreased, .maxItemsRemoved, .minItemsDecreased, .minItemsRemoved, .uniqueItemsRemoved, .additionalItemsAdded,
        .additionalItemsExtended, .emptyItemAddedToOpen, .itemAddedToClosed, .falseItemRemovedFromClosed, .itemRemovedFromOpen,
        .itemAddedCovered, .itemRemovedCovered,
    ]
}
