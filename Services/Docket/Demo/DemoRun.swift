import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketInstallation
import DocketSupervisor
import EventBus
import Foundation
import SQLiteEventBus

/// Plays one scenario in one mode: sets the installation, does the steps, waits for the end and compares.
struct DemoRun: Sendable {
    let scenario: Scenario
    let mode: CoordinationMode
    let binaries: Binaries
    let verification: Verification
    /// Leave the data directory where it is.
    let keep: Bool
    let onEntry: @Sendable (TimelineEntry) -> Void

    /// - Throws: only if the installation cannot be set, or the task is cancelled; everything else is a result that did not pass.
    func run() async throws -> DemoResult {
        let run = try ScenarioRun(scenario, mode, binaries: binaries, onEntry: onEntry)
        let start = ContinuousClock.now
        var differences: [String]
        do {
            differences = try await steps(on: run)
        } catch {
            await run.supervisor.stop()
            run.remove()
            throw error
        }
        await run.supervisor.stop()
        do {
            differences += try await verification(run.installation)
        } catch {
            differences.append("the invariants could not be checked: \(error)")
        }
        let keeps = keep || !differences.isEmpty
        if !keeps { run.remove() }
        return DemoResult(
            scenario: scenario.id, title: scenario.title, mode: mode, passed: differences.isEmpty, differences: differences,
            seconds: (ContinuousClock.now - start).seconds.rounded(toPlaces: 3),
            dataDirectory: keeps ? run.installation.path : nil,
            story: run.timeline.lines)
    }

    private func steps(on run: ScenarioRun) async throws -> [String] {
        try await run.supervisor.start()
        let bus = try run.installation.openBus()
        let feed = try BusFeed(bus) { run.timeline.record($0) }
        defer {
            feed.stop()
            bus.close()
        }
        if !scenario.stock.isEmpty { try await run.api.stock.receive(scenario.stock) }
        // Booked in and published, before anything is broken.
        _ = try await run.timeline.wait(
            for: Scenario.Moment(type: .stockReceived, times: scenario.stock.count), within: .seconds(10))
        run.timeline.begin()
        defer { run.timeline.end() }
        if let failure = try await doSteps(on: run) { return [failure] }
        let differences = try await settle(run)
        tellGroups(of: run)
        return differences
    }

    /// What went wrong at the first step that could not be done, with its line.
    private func doSteps(on run: ScenarioRun) async throws -> String? {
        for step in scenario.steps where step.only == nil || step.only == mode {
            try Task.checkCancellation()
            do {
                try await run.perform(step.action)
            } catch let error as CancellationError {
                throw error
            } catch {
                return "step at line \(step.line): \(error)"
            }
        }
        return nil
    }

    /// Waits until all is as expected and no work is left; at the limit, returns what is not.
    private func settle(_ run: ScenarioRun) async throws -> [String] {
        let deadline = ContinuousClock.now + scenario.settings.within
        while true {
            let busy = await run.workLeft()
            // Looked at after the work, so that nothing that is right can be on its way past.
            let differences = await run.differences(from: scenario.expect)
            if differences.isEmpty, busy.isEmpty { return [] }
            guard .now < deadline else { return differences + busy }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func tellGroups(of run: ScenarioRun) {
        for group in run.state.groups.keys.sorted() {
            let counts = MessageType.allCases.compactMap { type -> String? in
                let count = run.timeline.count(type, of: group)
                return count > 0 ? "\(count) \(type)" : nil
            }
            run.timeline.note("docket", "all in all", order: group, detail: counts.joined(separator: ", "))
        }
    }
}
