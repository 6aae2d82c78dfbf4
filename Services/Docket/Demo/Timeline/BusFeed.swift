import DocketCommandLine
import EventBus
import Foundation
import Synchronization

/// Follows a bus from its beginning and hands on each message as it is appended, on a thread of its own.
///
/// A thread, because the bus blocks while it waits: a task would take one of the few threads all tasks share.
final class BusFeed: Sendable {
    private let bus: any EventBus
    private let notifier: any Notifier
    private let isStopped = Atomic(false)

    /// - Parameter deliver: called for each message in the order of the log, never twice for one.
    init(_ bus: any EventBus, deliver: @escaping @Sendable (RecordedEnvelope) -> Void) throws {
        self.bus = bus
        notifier = try bus.makeNotifier()
        let thread = Thread { [self] in follow(deliver) }
        thread.name = "docket.feed"
        thread.start()
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        notifier.notify()
    }

    private func follow(_ deliver: (RecordedEnvelope) -> Void) {
        var position: Position = 0
        while !isStopped.load(ordering: .acquiring) {
            // A passing failure to read is tried again at the next notification; the messages stay where they are.
            guard let page = try? bus.read(after: position, types: nil, limit: 500) else {
                notifier.wait(atMost: .milliseconds(100))
                continue
            }
            page.messages.forEach(deliver)
            if page.upTo == position { notifier.wait(atMost: .seconds(1)) }
            position = page.upTo
        }
    }
}
