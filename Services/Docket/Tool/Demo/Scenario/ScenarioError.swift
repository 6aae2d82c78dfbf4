/// What is wrong with a scenario file, and where.
struct ScenarioError: Error, Equatable, CustomStringConvertible {
    var line: Int?
    var reason: String

    init(_ line: Int?, _ reason: String) {
        self.line = line
        self.reason = reason
    }

    var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}
