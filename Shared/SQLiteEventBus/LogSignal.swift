import EventBus
import Foundation
import Synchronization

/// The files that are written after each append so that those who wait for news wake up.
///
/// `bus.signal` is written every time, the files in `signals/` only for the messages they are named after, and only those that
/// a consumer waits for have been made: a service is not woken by what is none of its business. What is written, behind the durable
/// mark, is the last position as eight bytes, the lowest first. They are notifiers and no record: after a crash they may be behind the log.
/// Not the log's own files: those change before a commit can be seen.
final class LogSignal: Sendable {
    private let files: BusFiles
    private let common: Int32
    /// Files in `signals/` that are open by now. One that is not there yet is looked for each time: a consumer may begin to wait.
    private let open = Mutex<[String: Int32]>([:])

    init(_ files: BusFiles) throws(BusError) {
        self.files = files
        common = try files.open(files.signal, O_WRONLY)
    }

    deinit {
        close(common)
        for descriptor in open.withLock({ $0.values }) { close(descriptor) }
    }

    /// - Parameter messages: what was appended.
    func announce(_ last: Position, _ messages: some Sequence<Envelope>) {
        write(last, to: common)
        for name in Set(messages.lazy.map { SignalName($0.type, in: $0.mode) }) {
            if let descriptor = descriptor(of: name) { write(last, to: descriptor) }
        }
    }

    /// Wakes every notifier there is.
    func announceToAll(_ last: Position) {
        write(last, to: common)
        for path in files.existingSignals {
            let descriptor = Foundation.open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            write(last, to: descriptor)
            close(descriptor)
        }
    }

    private func descriptor(of name: SignalName) -> Int32? {
        open.withLock { open in
            if let known = open[name.text] { return known }
            guard let path = files.signal(name) else { return nil }
            let descriptor = Foundation.open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            open[name.text] = descriptor
            return descriptor
        }
    }

    private func write(_ last: Position, to descriptor: Int32) {
        // A write that fails wakes no reader now; the messages are in the log, and a waiting reader looks again when its time is up.
        _ = withUnsafeBytes(of: last.littleEndian) {
            pwrite(descriptor, $0.baseAddress, $0.count, off_t(DurableMark.announcementOffset))
        }
    }
}

/// What a file in `signals/` is named after: a type in one mode (`OrderPaid.choreography`).
struct SignalName: Hashable {
    let text: String

    init(_ type: String, in mode: String) { text = "\(type).\(mode)" }

    /// A type is any text, a file's name is not.
    var isFileName: Bool {
        (1...120).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: ".")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The files to watch so that no message of the filter is missed; `nil` if only `bus.signal` covers all of them.
    ///
    /// Messages in a mode that the filter does not name wait for the next look: they are only sent by mistake.
    static func all(of filter: MessageFilter) -> [SignalName]? {
        guard !filter.byMode.isEmpty else { return nil }
        let names = filter.byMode.flatMap { mode, types in types.map { SignalName($0, in: mode) } }
        return names.allSatisfy(\.isFileName) ? names : nil
    }
}
