import Dispatch
import Foundation

/// Ctrl-C, `kill` and a closed terminal, as something to wait for.
///
/// The signals no longer end the program while this value lives, so children can be stopped first.
package final class StopSignals: Sendable {
    /// Yields the name of each signal as it comes.
    package let received: AsyncStream<String>
    // Set once, touched again only in deinit; the protocol is not marked Sendable though its objects are thread-safe.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    package init() {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        received = stream
        // A write to a closed pipe must fail, not end us: children would be left behind.
        signal(SIGPIPE, SIG_IGN)
        sources = [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")].map { number, name in
            // The default action would still come first; a dispatch source only listens.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(name) }
            source.resume()
            return source
        }
    }

    /// Returns when the first signal comes.
    package func first() async -> String {
        for await name in received { return name }
        return "cancelled"
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
