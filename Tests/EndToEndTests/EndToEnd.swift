import Testing

/// Everything here starts the real programs, as `swift build` left them, on directories and ports of their own.
///
/// - `serialized`: each test runs four services. Side by side they would fight for the processor, and a fault would look
///   like slowness. Suites that extend this one inherit it.
/// - `timeLimit`: a program that hangs ends its test and not the whole run. It is far beyond what any test needs, because a
///   loaded machine is slow and not wrong.
@Suite(.serialized, .timeLimit(.minutes(4))) enum EndToEnd {}
