import DocketInstallation
import Foundation
import Testing

/// Files that cannot be read cannot be verified, and are named.
struct BrokenFilesTests {
    private static let files = ["bus", "orders", "stock", "shipping", "dispatch"]

    @Test(arguments: files) func `a file that is missing is named`(file: String) async throws {
        let installation = try await TestInstallation()
        try FileManager.default.removeItem(atPath: "\(installation.path)/\(file).db")
        let error = try #require(throws: UnreadableFile.self) { try installation.verify() }
        #expect(error.file.hasSuffix("\(file).db") && error.reason.contains("missing"))
    }

    @Test(arguments: files) func `a file that is no database is named`(file: String) async throws {
        let installation = try await TestInstallation()
        try Data(String(repeating: "no database at all ", count: 500).utf8).write(
            to: URL(filePath: "\(installation.path)/\(file).db"))
        let error = try #require(throws: UnreadableFile.self) { try installation.verify() }
        #expect(error.file.hasSuffix("\(file).db") && error.reason.contains("not a database"))
    }

    @Test(arguments: files) func `a database of another program is named`(file: String) async throws {
        let installation = try await TestInstallation()
        try FileManager.default.removeItem(atPath: "\(installation.path)/\(file).db")
        try installation.change(file, "CREATE TABLE recipes (name TEXT)")
        let error = try #require(throws: UnreadableFile.self) { try installation.verify() }
        #expect(error.file.hasSuffix("\(file).db") && error.reason.contains("has no table"))
    }

    @Test(arguments: files.dropFirst()) func `a database of the old format is named`(file: String) async throws {
        let installation = try await TestInstallation()
        try installation.change(file, "CREATE TABLE parked (position INTEGER)")
        let error = try #require(throws: UnreadableFile.self) { try installation.verify() }
        #expect(error.file.hasSuffix("\(file).db") && error.reason.contains("has the old format"))
    }

    @Test func `checking changes nothing`() async throws {
        let installation = try await TestInstallation()
        let before = try Self.files.map { try Data(contentsOf: URL(filePath: "\(installation.path)/\($0).db")) }
        _ = try installation.verify()
        let after = try Self.files.map { try Data(contentsOf: URL(filePath: "\(installation.path)/\($0).db")) }
        #expect(before == after)
    }
}
