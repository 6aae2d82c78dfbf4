import Foundation

/// Stops this process when its parent is gone: standard input is a connection that the other end never writes to, and that the
/// kernel closes when it ends, in whatever way.
enum Lifeline {
    /// Waits on a thread of its own, and asks this process to stop as SIGTERM from outside does.
    static func hold() {
        let thread = Thread {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            kill(getpid(), SIGTERM)
        }
        thread.name = "lifeline"
        thread.start()
    }
}
