import Foundation
import Testing

@testable import DocketTool

struct DirectoryLockTests {
    @Test func `a second holder is refused and told the process id of the first`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "docket.lock")
        let first = try DirectoryLock(file)
        let failure = #expect(throws: ToolFailure.self) { try DirectoryLock(file) }
        #expect(failure?.status == .directoryUnusable)
        #expect(failure?.message.contains("process \(getpid())") == true)
        withExtendedLifetime(first) {}
    }

    @Test func `the lock is free again when its holder is gone`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "docket.lock")
        do { _ = try DirectoryLock(file) }
        #expect(throws: Never.self) { try DirectoryLock(file) }
    }

    @Test func `missing programs are named together with what to do`() throws {
        let directory = try TemporaryDirectory()
        let failure = #expect(throws: ToolFailure.self) { try Binaries(directory: directory.url).checkAllExist() }
        #expect(failure?.message.contains("orders, stock, shipping, dispatch-orchestrator") == true)
        #expect(failure?.message.contains("swift build") == true)
    }
}
