import Foundation
import Subprocess

/// A file system in memory of a few megabytes, mounted for one test. Only root can.
struct SmallDisk {
    let path: String

    /// `nil`, and the reason printed, where nothing may be mounted.
    static func mount(at path: String, options: String) async throws -> SmallDisk? {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let result = try await run(
            .name("mount"), arguments: ["-t", "tmpfs", "-o", options, "tmpfs", path], output: .discarded,
            error: .string(limit: 4096))
        guard result.terminationStatus.isSuccess else {
            print("skipped: a file system of its own cannot be mounted here: \(result.standardError)")
            return nil
        }
        return SmallDisk(path: path)
    }

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
