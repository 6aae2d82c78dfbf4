import Foundation
import SystemPackage

/// Waits until a file or a directory is on the disk.
package enum FileFlush {
    package static func run(_ path: String) throws {
        let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
        defer { try? descriptor.close() }  // Nothing was written through it.
        guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
}
