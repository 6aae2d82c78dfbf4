/// The product that a service is part of, as far as its runtime names it.
public struct Product: Sendable {
    /// Before the name of every metric, with an underscore; `nil` for none.
    public let metricPrefix: String?
    /// What errors about files name as the way out.
    public let recovery: RecoveryCommands

    public init(metricPrefix: String? = nil, recovery: RecoveryCommands = .none) {
        self.metricPrefix = metricPrefix
        self.recovery = recovery
    }
}
