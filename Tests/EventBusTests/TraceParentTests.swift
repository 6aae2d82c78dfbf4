import EventBus
import Testing

/// Vectors of the W3C Trace Context recommendation and its test suite.
@Suite struct TraceParentTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test func `the example of the specification is read and written`() throws {
        let header = "00-\(Self.trace)-\(Self.span)-01"
        let parent = try #require(TraceParent(header))
        #expect(parent.traceID == Self.trace)
        #expect(parent.spanID == Self.span)
        #expect(parent.isSampled)
        #expect(parent.description == header)
    }

    @Test(arguments: [
        ("00-\(trace)-\(span)-00", false), ("00-\(trace)-\(span)-03", true), ("00-\(trace)-\(span)-fe", false),
        ("cc-\(trace)-\(span)-01", true), ("cc-\(trace)-\(span)-01-what-the-future-will-be-like", true),
    ])
    func `flags and later versions are read as far as version 00 goes`(header: String, isSampled: Bool) throws {
        let parent = try #require(TraceParent(header))
        #expect(parent.isSampled == isSampled)
        #expect(parent.traceID == Self.trace)
        #expect(parent.description.hasPrefix("00-"))
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-01-extra", "00-\(trace)-\(span)-01.",
        "ff-\(trace)-\(span)-01", "0-\(trace)-\(span)-01", ".0-\(trace)-\(span)-01", "cc-\(trace)-\(span)-01.extra",
        "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-\(span)-01", "00-\(trace)-00F067AA0BA902B7-01", "00-\(trace)-\(span)-0G",
        "00-.bf92f3577b34da6a3ce929d0e0e4736-\(span)-01", "00-\(trace)-.0f067aa0ba902b7-01", "00_\(trace)-\(span)-01",
        " 00-\(trace)-\(span)-01", "00-\(trace)-\(span)-éa",
    ])
    func `what is not valid is refused`(header: String) {
        #expect(TraceParent(header) == nil)
    }

    @Test func `a child is a new step of the same trace`() throws {
        var random = Counting()
        let parent = try #require(TraceParent("00-\(Self.trace)-\(Self.span)-00"))
        let child = parent.child(using: &random)
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        #expect(child.isSampled == parent.isSampled)
        #expect(TraceParent(child.description) == child)
    }

    @Test func `a new trace is valid, and comes from the random source alone`() {
        var first = Counting()
        var second = Counting()
        let made = TraceParent(using: &first)
        #expect(TraceParent(made.description) == made)
        #expect(TraceParent(using: &second) == made)
        #expect(TraceParent(using: &second) != made)
    }

    private struct Counting: RandomNumberGenerator {
        var state: UInt64 = 0

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            return state
        }
    }
}
