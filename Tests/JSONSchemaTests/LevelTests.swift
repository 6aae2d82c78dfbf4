import CompactJSON
import JSONSchema
import Testing

/// Which changes each level lets pass.
@Suite struct LevelTests {
    private static let one: JSONValue = ["type": "string", "maxLength": 10]
    private static let wider: JSONValue = ["type": "string", "maxLength": 20]
    private static let narrower: JSONValue = ["type": "string", "maxLength": 5]

    @Test(
        arguments: [
            (.none, true, true), (.backward, true, false), (.backwardTransitive, true, false), (.forward, false, true),
            (.forwardTransitive, false, true), (.full, false, false), (.fullTransitive, false, false),
        ] as [(CompatibilityLevel, Bool, Bool)])
    func `wider is backward, narrower is forward`(level: CompatibilityLevel, wider: Bool, narrower: Bool) throws {
        #expect(try level.breaches(of: Self.wider, after: [Self.one]).isEmpty == wider)
        #expect(try level.breaches(of: Self.narrower, after: [Self.one]).isEmpty == narrower)
    }

    @Test func `a transitive level looks at every version, the others at the last`() throws {
        let history = [Self.wider, Self.narrower]
        #expect(try CompatibilityLevel.backward.breaches(of: Self.one, after: history) == [])
        let breaches = try CompatibilityLevel.backwardTransitive.breaches(of: Self.one, after: history)
        #expect(breaches.map(\.version) == [1])
        #expect(breaches.map(\.difference.kind) == [.maxLengthDecreased])
    }

    @Test func `the first version breaks no reader`() throws {
        #expect(try CompatibilityLevel.fullTransitive.breaches(of: Self.one, after: []) == [])
    }
}
