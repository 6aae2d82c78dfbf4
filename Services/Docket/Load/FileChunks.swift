import DocketCommandLine
import Foundation
import SystemPackage

/// Reads a file from start to end in pieces of 64 KiB.
struct FileChunks: Sendable {
    /// Room for a piece. Appended as an array, it is one copy; element by element it took longer than the reading.
    private static let room = [UInt8](repeating: 0, count: 64 << 10)

    private let file: OpenFile

    /// - Throws: ``ToolFailure`` with status 64 if there is no such file.
    init(_ path: String) throws(ToolFailure) {
        do {
            file = OpenFile(descriptor: try .open(FilePath(path), .readOnly, options: .closeOnExec))
        } catch {
            throw ToolFailure(.usage, "cannot read \(path): \(error)")
        }
    }

    /// Appends the next piece; false at the end of the file.
    func read(into buffer: inout [UInt8]) throws -> Bool {
        let start = buffer.count
        buffer.append(contentsOf: Self.room)
        let count = try buffer.withUnsafeMutableBytes {
            try file.descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
        }
        buffer.removeSubrange((start + count)...)
        return count > 0
    }

    private final class OpenFile: Sendable {
        let descriptor: FileDescriptor
        init(descriptor: FileDescriptor) { self.descriptor = descriptor }
        // Only read from: closing cannot lose anything.
        deinit { try? descriptor.close() }
    }
}
