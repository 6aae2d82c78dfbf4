@testable import DocketCommandLine
@testable import DocketInstallation
import DocketSupervisor
import Foundation
import Testing

/// Real processes, though only shell scripts. The limit ends a test that waits for what never comes.
@Suite(.timeLimit(.minutes(1)))
struct SupervisorTests {
    @Test func `all four are ready when start returns, and gone when stop does`() async throws {
        let services = try ShellServices()
        let supervisor = try services.supervisor()
        try await supervisor.start()
        var pids: [Int32] = []
        for service in ServiceName.allCases {
            #expect(await supervisor.url(of: service) == "http://127.0.0.1:1")
            pids.append(try #require(await supervisor.pid(of: service)))
        }
        await supervisor.stop()
        for pid in pids { #expect(kill(pid, 0) == -1) }
        #expect(await supervisor.pid(of: .orders) == nil)
        #expect(!services.recorder.events.contains { if case .startsAgain = $0 { true } else { false } })
    }

    @Test func `one that dies is started again as another process`() async throws {
        let services = try ShellServices()
        let supervisor = try services.supervisor()
        try await supervisor.start()
        let before = await supervisor.pid(of: .stock)
        try await supervisor.kill(.stock)
        await services.recorder.wait(for: 2) { $0.isReady(.stock) }
        #expect(services.recorder.events.contains(.ended(.stock, .signalled(SIGKILL))))
        #expect(services.recorder.events.contains(.startsAgain(.stock, after: .milliseconds(10))))
        #expect(await supervisor.pid(of: .stock) != before)
        await supervisor.stop()
    }

    @Test func `one that keeps dying is started after longer and longer pauses`() async throws {
        let services = try ShellServices()
        let supervisor = try services.supervisor { $0.longestPause = .milliseconds(40) }
        try await supervisor.start()
        try services.write("exit 3", for: .shipping)
        try await supervisor.kill(.shipping)
        await services.recorder.wait(for: 5) { $0.isEnd(of: .shipping) }
        await supervisor.stop()
        let pauses = services.recorder.events.compactMap { event -> Duration? in
            if case .startsAgain(.shipping, let pause) = event { pause } else { nil }
        }
        #expect(pauses.prefix(4) == [.milliseconds(10), .milliseconds(20), .milliseconds(40), .milliseconds(40)])
        #expect(services.recorder.events.contains(.ended(.shipping, .exited(3))))
    }

    @Test func `one that ends before it was ever ready fails the start, and the others are stopped`() async throws {
        let services = try ShellServices()
        try services.write("echo 'error: no room'; exit 73", for: .dispatch, listens: false)
        let supervisor = try services.supervisor()
        let failure = await #expect(throws: ToolFailure.self) { try await supervisor.start() }
        #expect(failure?.status == .directoryUnusable)
        #expect(failure?.message == "dispatch ended with exit code 73: error: no room")
        #expect(!services.recorder.events.contains { if case .startsAgain = $0 { true } else { false } })
        for service in ServiceName.allCases { #expect(await supervisor.pid(of: service) == nil) }
    }

    @Test func `one that ignores SIGTERM is killed after the grace time`() async throws {
        let services = try ShellServices("trap '' TERM; exec sleep 1000", for: .orders)
        let supervisor = try services.supervisor { $0.grace = .milliseconds(50) }
        try await supervisor.start()
        await supervisor.stop()
        #expect(services.recorder.events.contains(.ended(.orders, .signalled(SIGKILL))))
        #expect(services.recorder.events.contains(.ended(.stock, .signalled(SIGTERM))))
        let failure = await #expect(throws: ToolFailure.self) { try await supervisor.checkHasFinished() }
        #expect(failure?.status == .failed && failure?.message.hasPrefix("orders did not stop within") == true)
    }

    @Test func `one that is paused is stopped all the same`() async throws {
        let services = try ShellServices()
        let supervisor = try services.supervisor()
        try await supervisor.start()
        try await supervisor.pause(.stock)
        await supervisor.stop()
        try await supervisor.checkHasFinished()
        #expect(services.recorder.events.contains(.ended(.stock, .signalled(SIGTERM))))
    }

    @Test func `one that is held down stays down until it is started`() async throws {
        let services = try ShellServices()
        let supervisor = try services.supervisor()
        try await supervisor.start()
        await supervisor.holdDown(.stock)
        #expect(await supervisor.pid(of: .stock) == nil)
        #expect(services.recorder.events.count { $0.isReady(.stock) } == 1)
        try await supervisor.start(.stock)
        #expect(await supervisor.pid(of: .stock) != nil)
        #expect(services.recorder.events.count { $0.isReady(.stock) } == 2)
        await supervisor.stop()
    }

    @Test func `what a service writes arrives line by line, from both its outputs`() async throws {
        let services = try ShellServices("echo one; echo two >&2; exec sleep 1000", for: .orders)
        let supervisor = try services.supervisor()
        try await supervisor.start()
        await supervisor.stop()
        #expect(Set(services.recorder.lines(of: .orders)) == ["one", "two"])
    }
}
