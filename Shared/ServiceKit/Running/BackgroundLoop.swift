import Foundation
import Logging
import Messaging
import ServiceLifecycle
import Synchronization

/// Work beside the step, on a thread of its own: piece by piece, until the service stops.
public struct BackgroundLoop: Sendable {
    let name: String
    let work: @Sendable () throws -> Bool

    /// - Parameter work: Does the next piece, some milliseconds of it. True if there may be more at once.
    public init(name: String, work: @escaping @Sendable () throws -> Bool) {
        self.name = name
        self.work = work
    }
}

/// Runs a loop as a part of the process: what is in hand is finished before ``run()`` returns.
final class BackgroundService: Service {
    private let loop: BackgroundLoop
    private let logger: Logger
    private let isStopping = Mutex(false)
    private let wakeUp = DispatchSemaphore(value: 0)

    /// How long to rest when there is nothing to do; a look costs some microseconds.
    private static let rest = DispatchTimeInterval.milliseconds(50)
    /// How far behind other threads it stands when the processors are short; 0 is as all others, 19 is last.
    private static let niceness: Int32 = 10
    /// How long to rest after a failure.
    private static let restAfterFailure = DispatchTimeInterval.seconds(1)

    init(_ loop: BackgroundLoop, logger: Logger) {
        self.loop = loop
        self.logger = logger
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                await onOwnThread()
            } onCancel: {
                stop()
            }
        } onGracefulShutdown: {
            self.stop()
        }
    }

    private func stop() {
        isStopping.withLock { $0 = true }
        wakeUp.signal()
    }

    private func onOwnThread() async {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                #if os(Linux)
                // Whoever writes comes first. Of this thread only: setpriority(2), "C library/kernel differences".
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
                #endif
                self.workUntilStopped()
                continuation.resume()
            }
            thread.name = loop.name
            thread.start()
        }
    }

    private func workUntilStopped() {
        while !isStopping.withLock({ $0 }) {
            do {
                if try loop.work() { continue }
                _ = wakeUp.wait(timeout: .now() + Self.rest)
            } catch {
                logger.error("work in the background failed, trying again", error: error)
                _ = wakeUp.wait(timeout: .now() + Self.restAfterFailure)
            }
        }
    }
}
