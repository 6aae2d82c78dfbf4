@testable import DocketInstallation
@testable import DocketSupervisor
import Foundation
import ServiceKit
import Synchronization
import Testing

/// Four shell scripts in place of the services, in a directory of their own.
struct ShellServices {
    let home: TemporaryDirectory
    let installation: Installation
    let recorder = Recorder()

    /// - Parameter script: what each does after it has written its run file; by default it stays.
    init(_ script: String = "exec sleep 1000", for special: ServiceName? = nil) throws {
        home = try TemporaryDirectory()
        installation = Installation(path: home.path + "data")
        _ = try installation.create()
        try FileManager.default.createDirectory(at: installation.url.appending(path: "run"), withIntermediateDirectories: true)
        for service in ServiceName.allCases {
            let body = special == nil || special == service ? script : "exec sleep 1000"
            try write(body, for: service)
        }
    }

    /// Replaces what one of them does from its next start on.
    func write(_ script: String, for service: ServiceName, listens: Bool = true) throws {
        let runFile = """
            printf '{"service":"\(service)","pid":%d,"host":"127.0.0.1","port":1,"startedAt":"2026-11-23T16:00:00Z"}' $$ \
            > '\(installation.path)run/\(service).json'
            """
        let path = try home.write("#!/bin/sh\n\(listens ? runFile : "")\n\(script)\n", to: service.executable)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }

    func supervisor(_ change: (inout SupervisionPolicy) -> Void = { _ in }) throws -> Supervisor {
        var policy = SupervisionPolicy()
        policy.firstPause = .milliseconds(10)
        policy.lookEvery = .milliseconds(5)
        change(&policy)
        return try Supervisor(
            binaries: Binaries(directory: home.url), dataDirectory: installation, settings: ServiceSettings(), watcher: recorder,
            policy: policy, probe: RunFileProbe())
    }
}

/// Ready as soon as the run file names the process: a script answers no HTTP.
struct RunFileProbe: ReadinessProbe {
    func address(of service: ServiceName, pid: Int32, in directory: Installation) async -> String? {
        directory.runFile(of: service).flatMap { $0.pid == pid ? $0.address : nil }
    }
}

/// Keeps the supervisor's events, and lets a test wait for one.
final class Recorder: SupervisorWatcher {
    private struct Content {
        var events: [SupervisorEvent] = []
        var lines: [ServiceName: [String]] = [:]
        var waiting: [(isMet: @Sendable ([SupervisorEvent]) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }
    private let content = Mutex(Content())

    var events: [SupervisorEvent] { content.withLock { $0.events } }

    func lines(of service: ServiceName) -> [String] { content.withLock { $0.lines[service, default: []] } }

    func logged(_ line: String, by service: ServiceName) { content.withLock { $0.lines[service, default: []].append(line) } }

    func happened(_ event: SupervisorEvent) {
        let met = content.withLock { content in
            content.events.append(event)
            let met = content.waiting.filter { $0.isMet(content.events) }
            content.waiting.removeAll { $0.isMet(content.events) }
            return met
        }
        for waiter in met { waiter.continuation.resume() }
    }

    /// Returns as soon as so many events of this kind have happened, counted from the start.
    func wait(for count: Int, of isKind: @escaping @Sendable (SupervisorEvent) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isMet: @Sendable ([SupervisorEvent]) -> Bool = { $0.count(where: isKind) >= count }
            let already = content.withLock { content in
                if isMet(content.events) { return true }
                content.waiting.append((isMet, continuation))
                return false
            }
            if already { continuation.resume() }
        }
    }
}

extension SupervisorEvent {
    func isReady(_ service: ServiceName) -> Bool {
        if case .ready(service, _, _) = self { return true }
        return false
    }

    func isEnd(of service: ServiceName) -> Bool {
        if case .ended(service, _) = self { return true }
        return false
    }
}
