import EventBus
import Foundation
import Logging
import Messaging
import ServiceLifecycle
import Synchronization

/// Steps a message processor on a thread of its own until the service stops: sleeps while there is nothing to do, wakes on the notifier.
///
/// On a graceful stop the batch in hand is finished, relayed and checkpointed before ``run()`` returns.
final class ProcessorService: Service {
    private let dependencies: MessageProcessor.Dependencies
    private let notifier: any Notifier
    private let files: FilesInUse?
    private let logger: Logger
    private let isStopping = Mutex(false)
    private let failure = Mutex<String?>(nil)
    private let progress = Mutex<Position>(0)

    /// Longest sleep: the safety net under the notifier.
    private static let longestSleep = Duration.seconds(1)
    /// Seconds between two times of noting how far this consumer has come, for retention and for status.
    private static let settlingInterval = 1.0
    /// Pause after a step that failed because the database or the bus could not work.
    private static let pauseAfterFailure = Duration.milliseconds(250)

    /// - Parameter files: Looked at as often as progress is noted; `nil` for a service whose files cannot be removed.
    init(dependencies: MessageProcessor.Dependencies, notifier: any Notifier, files: FilesInUse? = nil, logger: Logger) {
        self.dependencies = dependencies
        self.notifier = notifier
        self.files = files
        self.logger = logger
    }

    /// How far the log has been read.
    var position: Position { progress.withLock { $0 } }

    /// What keeps it from working at the moment; `nil` when all is well.
    var currentFailure: String? { failure.withLock { $0 } }

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withTaskCancellationHandler {
                try await onOwnThread()
            } onCancel: {
                stop()
            }
        } onGracefulShutdown: {
            self.stop()
        }
    }

    private func stop() {
        isStopping.withLock { $0 = true }
        dependencies.calls.close()
        notifier.notify()
    }

    private func onOwnThread() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let thread = Thread { continuation.resume(with: Result { try self.stepUntilStopped() }) }
            thread.name = dependencies.handler.service
            thread.start()
        }
    }

    private func stepUntilStopped() throws {
        let processor = try MessageProcessor(dependencies)
        var lastSettled = dependencies.environment.now()
        while !isStopping.withLock({ $0 }) {
            do {
                let report = try processor.step()
                progress.withLock { $0 = processor.position }
                recovered()
                let now = dependencies.environment.now()
                if now.timeIntervalSince(lastSettled) >= Self.settlingInterval {
                    lastSettled = now
                    try files?.check(position: processor.position)
                    try processor.checkpoint()
                }
                if report.isIdle { try rest(processor, until: report.nextDue) }
            } catch let error as StartupError {
                // The problem does not pass by itself: nothing is read, decided or published any more.
                dependencies.calls.close()
                throw error
            } catch let error as BusError where error.code == .mismatch {
                dependencies.calls.close()
                throw StartupError(.cannotCreate, error.message)
            } catch {
                failed(error)
                notifier.wait(atMost: Self.pauseAfterFailure)
            }
        }
        // What the last step published is on the bus already; this only spares the next start the work of finding that out.
        try processor.checkpoint()
    }

    private func rest(_ processor: MessageProcessor, until due: Date?) throws {
        var limit = Self.longestSleep
        if let due { limit = min(limit, .seconds(max(0, due.timeIntervalSince(dependencies.environment.now())))) }
        notifier.wait(atMost: limit)
    }

    private func failed(_ error: any Error) {
        let text = String(describing: error)
        let isNew = failure.withLock { failure in
            defer { failure = text }
            return failure != text
        }
        if isNew { logger.error("cannot work at the moment, trying again", metadata: [LogKeys.error: .string(text)]) }
    }

    private func recovered() {
        guard
            failure.withLock({ failure in
                defer { failure = nil }
                return failure != nil
            })
        else { return }
        logger.notice("works again")
    }
}
