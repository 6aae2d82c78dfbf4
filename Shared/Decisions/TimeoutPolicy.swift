/// How long to wait for an answer, how often to ask again, and how long a repeated compensation backs off at most.
public struct TimeoutPolicy: Hashable, Sendable {
    /// Seconds to wait for the answer to a step.
    public var stepTimeout: Double
    /// How often a step is asked again before it is given up.
    public var repeats: Int

    public init(stepTimeout: Double = 10, repeats: Int = 2) {
        self.stepTimeout = stepTimeout
        self.repeats = repeats
    }

    /// Seconds until a timeout fires that was set `attempt` times before: doubled each time, at most 64 times the step timeout.
    public func delay(attempt: Int) -> Double {
        stepTimeout * Double(1 << min(max(attempt, 0), 6))
    }
}
