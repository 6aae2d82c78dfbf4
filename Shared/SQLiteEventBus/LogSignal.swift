import EventBus
import Foundation

/// `bus.signal`, the file that is written after each append so that whoever waits for news wakes up.
///
/// It holds the last position as eight bytes, the lowest first. It is a bell and no record: after a crash it may be behind the log.
/// Not the log's own files: those change before a commit can be seen.
final class LogSignal: Sendable {
    private let descriptor: Int32

    init(_ files: BusFiles) throws(BusError) {
        descriptor = try files.open(files.signal, O_WRONLY)
    }

    deinit { close(descriptor) }

    func announce(_ last: Position) {
        // A write that fails wakes nobody now; the messages are in the log, and a waiting reader looks again when its time is up.
        _ = withUnsafeBytes(of: last.littleEndian) { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}
