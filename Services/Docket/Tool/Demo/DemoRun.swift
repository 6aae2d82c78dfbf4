import Contracts
import EventBus
import Foundation
import SQLiteEventBus

/// Plays one scenario in one mode: sets the stage, does the steps, waits for the end and compares.
struct DemoRun: Sendable {
    let scenario: Scenario
    let workflow: Workflow
    let binaries: Binaries
    let verification: Verification
    /// Leave the data directory where it is.
    let keep: Bool
    let tell: @Sendable (TimelineEntry) -> Void

    /// - Throws: only if the stage cannot be set, or the task is cancelled; everything else is a result that did not pass.
    func play() async throws -> DemoResult {
        let stage = try ScenarioRun(scenario, workflow, binaries: binaries, tell: tell)
        let start = ContinuousClock.now
        var differences: [String]
        do {
            differences = try await play(on: stage)
        } catch {
            await stage.supervisor.stop()
            stage.remove()
            throw error
        }
        await stage.supervisor.stop()
        do {
            differences += try await verification(stage.installation)
        } catch {
            differences.append("the invariants could not be checked: \(error)")
        }
        let keeps = keep || !differences.isEmpty
        if !keeps { stage.remove() }
        return DemoResult(
            scenario: scenario.id, title: scenario.title, mode: workflow, passed: differences.isEmpty, differences: differences,
            seconds: (ContinuousClock.now - start).seconds.rounded(toPlaces: 3),
            dataDirectory: keeps ? stage.installation.path : nil,
            story: stage.story.lines)
    }

    private func play(on stage: ScenarioRun) async throws -> [String] {
        try await stage.supervisor.start()
        let bus = try stage.installation.openBus()
        let feed = try BusFeed(bus) { stage.story.record($0) }
        defer {
            feed.stop()
            bus.close()
        }
        if !scenario.stock.isEmpty { try await stage.api.stock.receive(scenario.stock) }
        // Booked in and told to all, before anything is broken.
        _ = try await stage.story.wait(
            for: Scenario.Moment(type: .stockReceived, times: scenario.stock.count), within: .seconds(10))
        stage.story.begin()
        defer { stage.story.end() }
        if let failure = try await doSteps(on: stage) { return [failure] }
        let differences = try await settle(stage)
        tellGroups(of: stage)
        return differences
    }

    /// What went wrong at the first step that could not be done, with its line.
    private func doSteps(on stage: ScenarioRun) async throws -> String? {
        for step in scenario.steps where step.only == nil || step.only == workflow {
            try Task.checkCancellation()
            do {
                try await stage.perform(step.action)
            } catch let error as CancellationError {
                throw error
            } catch {
                return "step at line \(step.line): \(error)"
            }
        }
        return nil
    }

    /// Waits until all is as expected and nobody has anything left to do; at the limit, returns what is not.
    private func settle(_ stage: ScenarioRun) async throws -> [String] {
        let deadline = ContinuousClock.now + scenario.settings.within
        while true {
            let busy = await stage.workLeft()
            // Looked at after the work, so that nothing that is right can be on its way past.
            let differences = await stage.differences(from: scenario.expect)
            if differences.isEmpty, busy.isEmpty { return [] }
            guard .now < deadline else { return differences + busy }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func tellGroups(of stage: ScenarioRun) {
        for group in stage.state.groups.keys.sorted() {
            let counts = MessageType.allCases.compactMap { type -> String? in
                let count = stage.story.count(type, of: group)
                return count > 0 ? "\(count) \(type)" : nil
            }
            stage.story.note("docket", "all in all", order: group, detail: counts.joined(separator: ", "))
        }
    }
}
