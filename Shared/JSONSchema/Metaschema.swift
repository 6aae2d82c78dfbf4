import CompactJSON
import Foundation

/// The schemas of schemas, as json-schema.org publishes them (Metaschema/; from the PyPI package jsonschema-specifications).
public enum Metaschema {
    private static let names = [
        "schema", "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content",
    ]

    /// A library that knows them.
    public static func library(unknownKeywords: SchemaLibrary.UnknownKeywords = .refused) throws -> SchemaLibrary {
        var library = SchemaLibrary(unknownKeywords: unknownKeywords)
        for name in names {
            guard let file = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Metaschema") else {
                throw CocoaError(.fileNoSuchFile)
            }
            try library.add(JSONValue(parsing: Data(contentsOf: file)), at: "")
        }
        return library
    }

    /// The schema that every schema keeps to.
    public static func schema() throws -> JSONSchema {
        try JSONSchema(["$ref": .string(SchemaLibrary.draft)], at: "urn:metaschema", in: library(unknownKeywords: .ignored))
    }
}
