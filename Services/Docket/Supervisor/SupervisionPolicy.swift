import DocketCommandLine
package import DocketInstallation

/// How patient the supervisor is. Tests hand in short times.
package struct SupervisionPolicy: Sendable {
    /// First pause before a service that died is started again; doubled each time.
    package var firstPause: Duration = .milliseconds(250)
    package var longestPause: Duration = .seconds(10)
    /// A service that ran this long before it died counts as healthy: its next pause is the first one again.
    var stableAfter: Duration = .seconds(10)
    /// From SIGTERM to SIGKILL.
    package var grace: Duration = .seconds(10)
    /// From the start of a process to its being ready.
    package var readyWithin: Duration = .seconds(30)
    /// Between two looks whether a starting process is ready.
    var lookEvery: Duration = .milliseconds(25)

    package init() {}
}

/// The growing pause between restarts: a value, so that it is tested without a process or a clock.
struct Backoff: Sendable {
    private let policy: SupervisionPolicy
    private var next: Duration

    init(_ policy: SupervisionPolicy) {
        self.policy = policy
        next = policy.firstPause
    }

    /// How long to wait before the next start, after a process that ran for this long.
    mutating func pause(afterRunning time: Duration) -> Duration {
        if time >= policy.stableAfter { next = policy.firstPause }
        let pause = next
        next = min(next * 2, policy.longestPause)
        return pause
    }
}

/// What the supervisor does and sees. Nothing here comes from the services' own logs.
package enum SupervisorEvent: Sendable, Hashable {
    case started(ServiceName, pid: Int32)
    case ready(ServiceName, pid: Int32, address: String)
    /// Did not become ready in time. It is left running: it may still come.
    case slow(ServiceName, pid: Int32)
    case ended(ServiceName, ProcessEnd)
    case startsAgain(ServiceName, after: Duration)
}

/// Who looks on. Called from several tasks at once, in order for each service; it must not block.
package protocol SupervisorWatcher: Sendable {
    func happened(_ event: SupervisorEvent)
    /// One line of a service's output, without its end.
    func logged(_ line: String, by service: ServiceName)
}
