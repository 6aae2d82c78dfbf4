import CompactJSON
import Foundation
import JSONSchema
import Testing

/// Where `make conformance` puts the official tests.
enum OfficialSuite {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: ".conformance/json-schema")

    static let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "tests").path)
}

/// The official tests of JSON Schema 2020-12, all that are not optional. They are not kept here: `make conformance` fetches them.
@Suite(.enabled(if: OfficialSuite.isThere, "the official tests are not here: make conformance fetches them"))
struct OfficialSuiteTests {
    struct Group: Decodable {
        struct Test: Decodable {
            var description: String
            var data: JSONValue
            var valid: Bool
        }
        var description: String
        var schema: JSONValue
        var tests: [Test]
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: ".conformance/json-schema")

    static let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "tests").path)

    static let files: [String] = {
        // Without the folder the suite is skipped, and says so.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tests").path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }()

    /// Groups about keywords that are not claimed.
    static let notClaimed: [String: Set<String>] = [
        "vocabulary.json": ["schema that uses custom metaschema with with no validation vocabulary"]
    ]

    /// The schemas that the suite expects at http://localhost:1234, and the metaschemas.
    static func library() throws -> SchemaLibrary {
        var library = try Metaschema.library(unknownKeywords: .ignored)
        let remotes = folder.appending(path: "remotes")
        let files = FileManager.default.enumerator(atPath: remotes.path)
        while let file = files?.nextObject() as? String {
            guard file.hasSuffix(".json") else { continue }
            let schema = try JSONValue(parsing: Data(contentsOf: remotes.appending(path: file)))
            try library.add(schema, at: "http://localhost:1234/\(file)")
        }
        return library
    }

    @Test func `the suite is here, whole`() {
        #expect(Self.files.count == 46)
    }

    @Test(arguments: files)
    func `every verdict is the official one`(file: String) throws {
        let groups = try JSONDecoder().decode(
            [Group].self, from: Data(contentsOf: Self.folder.appending(path: "tests").appending(path: file)))
        let library = try Self.library()
        for group in groups where Self.notClaimed[file]?.contains(group.description) != true {
            let schema = try JSONSchema(group.schema, at: "docket:test", in: library)
            for test in group.tests {
                let violations = schema.violations(in: test.data)
                #expect(violations.isEmpty == test.valid, "\(group.description): \(test.description): \(violations)")
            }
        }
    }
}
