import Contracts
import Decisions

/// How one play of one scenario in one mode ended.
struct DemoResult: Sendable, Codable {
    var scenario: String
    var title: String
    var mode: Workflow
    var passed: Bool
    /// What was not as expected.
    var differences: [String]
    var seconds: Double
    /// Kept on request, and when something was not as expected.
    var dataDirectory: String?
    var story: [TimelineEntry]
}
