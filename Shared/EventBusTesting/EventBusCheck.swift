public import EventBus
public import Testing

/// One promise of an event bus, as a test. An implementation keeps the contract if it passes all of them, each on an empty bus:
///
///     @Test(arguments: EventBusCheck.all) func `our bus keeps its promises`(_ check: EventBusCheck) throws {
///         try check.run(OurBus())
///     }
///
/// What is broken is recorded as an issue of the test that is running.
public struct EventBusCheck: Sendable, CustomTestStringConvertible {
    /// What is promised, in a sentence.
    public let name: String
    /// Tries it on an empty bus.
    public let run: @Sendable (any EventBus) throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (any EventBus) throws -> Void) {
        self.name = name
        self.run = run
    }

    public var testDescription: String { name }

    /// The whole contract.
    public static let all = appending + reading + waiting + retention + history
}
