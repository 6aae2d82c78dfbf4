import DocketCommandLine
import Foundation
import Synchronization

/// The rows of all orders that were left out, as they stand in the source: mended, they are a source that completes the load.
///
/// Begun with the first of them, so that a load that leaves nothing out, or does not begin at all, keeps the file of a run before.
final class RejectFile: Sendable {
    private enum State {
        case notBegun
        case open(FileHandle)
        case failed(any Error)
    }

    private let path: String
    private let header: [UInt8]
    private let state = Mutex(State.notBegun)

    /// - Throws: ``ToolFailure`` if it is the file that is read, or cannot be written.
    init(_ path: String, header: [UInt8], source: String?) throws {
        if let source, URL(filePath: source).resolvingSymlinksInPath() == URL(filePath: path).resolvingSymlinksInPath() {
            throw ToolFailure(.usage, "--reject-file would overwrite the file that is read: give another name")
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let isThere = FileManager.default.fileExists(atPath: path)
        guard FileManager.default.isWritableFile(atPath: isThere ? path : folder) else {
            throw ToolFailure(.usage, "cannot write \(path)")
        }
        self.path = path
        self.header = header
    }

    func add(_ order: LeftOut) {
        let text = order.rows.flatMap(\.text.endingWithLineFeed)
        state.withLock { state in
            do {
                if case .notBegun = state { state = .open(try begin()) }
                if case .open(let handle) = state { try handle.write(contentsOf: Data(text)) }
            } catch {
                state = .failed(error)
            }
        }
    }

    /// - Throws: ``ToolFailure`` if it does not have all rows.
    func close() throws {
        try state.withLock { state in
            switch state {
            case .notBegun: break
            case .open(let handle): try handle.close()
            case .failed(let error): throw ToolFailure(.failed, "\(path) does not have all rows that were left out: \(error)")
            }
        }
    }

    private func begin() throws -> FileHandle {
        // For the owner only: the rows may name people.
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        try handle.write(contentsOf: Data(header.endingWithLineFeed))
        return handle
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
