import DocketCommandLine
import Foundation
import Synchronization

/// The rows of all orders that were left out, as they stand in the source: mended, they are a source that completes the load.
final class RejectFile: Sendable {
    private let path: String
    private let header: [UInt8]
    private let file: Mutex<FileHandle?>

    /// Begins a new file; the one of a run before is replaced.
    init(_ path: String, header: [UInt8], source: String?) throws {
        if let source, URL(filePath: source).resolvingSymlinksInPath() == URL(filePath: path).resolvingSymlinksInPath() {
            throw ToolFailure(.usage, "--reject-file would overwrite the file that is read: give another name")
        }
        self.path = path
        self.header = header
        // For the owner only: the rows may name people.
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw ToolFailure(.usage, "cannot write \(path)") }
        file = Mutex(handle)
        try handle.write(contentsOf: Data(header.endingWithLineFeed))
    }

    func add(_ order: LeftOut) {
        let text = order.rows.flatMap(\.text.endingWithLineFeed)
        file.withLock { handle in
            do {
                try handle?.write(contentsOf: Data(text))
            } catch {
                Terminal.standardError.write("\(path) cannot be written any more: \(error)")
                handle = nil
            }
        }
    }

    /// Keeps the file only if there is something in it.
    func close(isEmpty: Bool) throws {
        try file.withLock { try $0?.close() }
        if isEmpty { try FileManager.default.removeItem(atPath: path) }
    }
}

extension [UInt8] {
    fileprivate var endingWithLineFeed: [UInt8] {
        switch last {
        case nil, UInt8.lineFeed: self
        case UInt8.carriageReturn: dropLast() + [.lineFeed]
        default: self + [.lineFeed]
        }
    }
}
