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
