import Foundation
import Testing

/// The guide *Adding a step* says which files the step touches. `make step` carries it out; this holds its size.
@Suite struct AddingAStepTests {
    /// The files of the patch; true for one that is new.
    private static func files() throws -> [String: Bool] {
        let patch = try Repository.text(of: "Tests/AddingAStep/fraud-check.patch")
        var files: [String: Bool] = [:]
        for section in patch.components(separatedBy: "\ndiff --git ") {
            guard let name = section.firstMatch(of: #/^(?:diff --git )?a/(\S+) b/#)?.output.1 else { continue }
            files[String(name)] = section.contains("\nnew file mode")
        }
        return files
    }

    @Test func `a step touches at most 14 files, and none of a library or of the tool`() throws {
        let files = try Self.files()
        let touched = files.filter { !$0.value }.keys.sorted()
        #expect((1...14).contains(touched.count), "\(touched)")
        for file in files.keys {
            #expect(!file.hasPrefix("Services/Docket/") && !file.hasPrefix("Services/Support/"), "\(file)")
            #expect(!file.hasPrefix("Services/Verification/") && !file.hasPrefix("Tests/"), "\(file)")
            #expect(!file.hasPrefix("Shared/") || file.hasPrefix("Shared/Contracts/"), "\(file)")
        }
    }

    @Test func `the guide names every file that is touched`() throws {
        let guide = try Repository.text(of: "Services/Docket/Guides/AddingAStep.md")
        for (file, isNew) in try Self.files() where !isNew { #expect(guide.contains("`\(file)`"), "\(file)") }
        #expect(guide.contains("Fourteen files") == (try Self.files().values.count { !$0 } == 14))
    }
}
