import Foundation
import Subprocess
import Testing

/// A file system in memory of a few megabytes, mounted for one test. Only root can.
struct SmallDisk {
    let path: String

    /// A test that needs one is skipped, and says so, where nothing may be mounted.
    static let isNeeded: some TestTrait = ConditionTrait.enabled("a file system of its own cannot be mounted here") {
        try await canBeMounted()
    }

    private static func canBeMounted() async throws -> Bool {
        let home = try TemporaryDirectory()
        // Whatever the reason is: no such disk can be had here.
        guard let disk = try? await mount(at: home.path(of: "disk"), options: "size=1m") else { return false }
        await disk.unmount()
        return true
    }

    static func mount(at path: String, options: String) async throws -> SmallDisk {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let result = try await run(
            .name("mount"), arguments: ["-t", "tmpfs", "-o", options, "tmpfs", path], output: .discarded,
            error: .string(limit: 4096))
        guard result.terminationStatus.isSuccess else { throw NotMounted(reason: "\(result.standardError)") }
        return SmallDisk(path: path)
    }

    struct NotMounted: Error { var reason: String }

    /// Writes a file over all the room that is left.
    func fill() {
        let descriptor = open("\(path)/filler", O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        let page = [UInt8](repeating: 0, count: 4096)
        while write(descriptor, page, page.count) > 0 {}
        close(descriptor)
    }

    func free() throws { try FileManager.default.removeItem(atPath: "\(path)/filler") }

    func unmount() async {
        // What is still mounted when the test ends is in memory and gone with the machine.
        _ = try? await run(.name("umount"), arguments: ["-l", path], output: .discarded, error: .discarded)
    }
}
