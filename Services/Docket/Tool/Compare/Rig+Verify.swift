import Verification

extension Rig {
    /// What `docket verify` finds once nothing is left to be done; empty when all is well.
    ///
    /// The last messages of an order are still being handled when it is completed, so this waits for them.
    func violations() async throws -> [String] {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            let report = try Verifier.verify(dataDirectory: installation.path)
            guard report.isClean, !report.isDrained else { return report.violations.map(\.finding) }
            guard ContinuousClock.now < deadline else { return ["nobody works off what is left: \(report.backlog)"] }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
