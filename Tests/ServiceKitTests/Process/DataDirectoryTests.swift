import Foundation
import ServiceKit
import Testing

@Suite struct DataDirectoryTests {
    @Test func `a missing directory is made, with its parents, for its owner only`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: "\(path)/a/b/")
            #expect(directory.path == "\(path)/a/b")
            #expect(directory.path(of: "bus.db") == "\(path)/a/b/bus.db")
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func `an existing directory is taken as it is`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            #expect(directory.path == path)
        }
    }

    @Test func `a file in its place is refused`() async throws {
        try await withTemporaryDirectory { path in
            try Data().write(to: URL(filePath: "\(path)/file"))
            let error = try #require(throws: StartupError.self) { try DataDirectory(creating: "\(path)/file") }
            #expect(error.code == .cannotCreate)
            #expect(error.message == "\(path)/file is not a directory; name another one with --data-dir")
        }
    }

    @Test func `a directory that cannot be made is refused with the reason`() async throws {
        try await withTemporaryDirectory { path in
            try Data().write(to: URL(filePath: "\(path)/file"))
            let error = try #require(throws: StartupError.self) { try DataDirectory(creating: "\(path)/file/below") }
            #expect(error.code == .cannotCreate)
            #expect(error.message.contains("\(path)/file/below cannot be created"))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func `a directory that cannot be written to is refused`() async throws {
        try await withTemporaryDirectory { path in
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: path)
            let error = try #require(throws: StartupError.self) { try DataDirectory(creating: path) }
            #expect(error.message.contains("cannot be written to"))
        }
    }
}
