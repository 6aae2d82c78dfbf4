import ArgumentParser

/// The parts of `docket bench flow`, in the order in which they are measured.
enum FlowPart: String, Sendable, CaseIterable {
    case drain, steady, http, growth, idle, million
}

/// A choice of them, as typed: `drain,steady`.
struct FlowParts: Sendable, Hashable, ExpressibleByArgument {
    var parts: Set<FlowPart>

    static let all = FlowParts(parts: Set(FlowPart.allCases))
    static var allValueStrings: [String] { FlowPart.allCases.map(\.rawValue) }

    init(parts: Set<FlowPart>) {
        self.parts = parts
    }

    /// `nil` if one of them is none, or there is none.
    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        let parts = names.compactMap { FlowPart(rawValue: String($0)) }
        guard parts.count == names.count else { return nil }
        self.init(parts: Set(parts))
    }
}
