import CompactJSON
import Contracts
import DocketCommandLine

/// Two orders side by side, aligned by business step: the same in both modes, say, or one that went well and one that did not.
struct OrderComparison: Encodable {
    struct Line: Encodable {
        var step: String
        var left: OrderSteps.Step?
        var right: OrderSteps.Step?
        /// Fields in which the two say something else, each as left and right.
        var differences: [Difference]

        /// They came about in the same way and say the same.
        var isSame: Bool { left != nil && right != nil && differences.isEmpty }
    }

    struct Difference: Encodable {
        var field: String
        var left: JSONValue?
        var right: JSONValue?
    }

    var left: Int
    var right: Int
    var leftMode: String
    var rightMode: String
    var lines: [Line]
    /// What differed first, and what had led to it; `nil` if nothing did.
    var first: String?

    init(_ left: OrderSteps, _ right: OrderSteps) {
        (self.left, self.right) = (left.order.rawValue, right.order.rawValue)
        (leftMode, rightMode) = (left.mode, right.mode)
        lines = Self.align(left.steps, right.steps).map { pair in
            Line(
                step: pair.left?.name ?? pair.right?.name ?? "", left: pair.left, right: pair.right,
                differences: Self.differences(pair.left, pair.right))
        }
        first = lines.first { !$0.isSame }.map(explanation)
    }

    /// The longest common course of both (dynamic programming over their names), and what one has alone in between.
    private static func align(
        _ left: [OrderSteps.Step], _ right: [OrderSteps.Step]
    ) -> [(left: OrderSteps.Step?, right: OrderSteps.Step?)] {
        var length = Array(repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
        for one in left.indices.reversed() {
            for other in right.indices.reversed() {
                length[one][other] =
                    left[one].name == right[other].name
                    ? length[one + 1][other + 1] + 1 : max(length[one + 1][other], length[one][other + 1])
            }
        }
        var (pairs, one, other): ([(left: OrderSteps.Step?, right: OrderSteps.Step?)], Int, Int) = ([], 0, 0)
        while one < left.count || other < right.count {
            if one < left.count, other < right.count, left[one].name == right[other].name {
                pairs.append((left[one], right[other]))
                (one, other) = (one + 1, other + 1)
            } else if other == right.count || one < left.count && length[one + 1][other] >= length[one][other + 1] {
                pairs.append((left[one], nil))
                one += 1
            } else {
                pairs.append((nil, right[other]))
                other += 1
            }
        }
        return pairs
    }

    /// Times and numbers that are given differ always, and say nothing.
    private static let given: Set<String> = ["createdAt", "orderedAt", "trackingNumber", "version"]

    private static func differences(_ left: OrderSteps.Step?, _ right: OrderSteps.Step?) -> [Difference] {
        guard let left, let right else { return [] }
        let (one, other) = (left.data.members ?? [:], right.data.members ?? [:])
        // A notification leaves out what its full form has: that is no difference in what happened.
        let isShort = one["items"] == nil || other["items"] == nil
        let fields = isShort ? Set(one.keys).intersection(other.keys) : Set(one.keys).union(other.keys)
        return fields.subtracting(given).sorted().compactMap { field in
            one[field] == other[field] ? nil : Difference(field: field, left: one[field], right: other[field])
        }
    }

    private func explanation(_ line: Line) -> String {
        func cause(_ step: OrderSteps.Step) -> String { step.cause.map { "after \($0)" } ?? "after a call or a timeout" }
        switch (line.left, line.right) {
        case (let left?, let right?):
            let fields = line.differences.map { "\($0.field) \(text($0.left)) and \(text($0.right))" }.joined(separator: ", ")
            return
                "\(line.step) says something else: \(fields) (\(cause(left)) at \(left.position); \(cause(right)) at \(right.position))"
        case (let left?, nil):
            return "\(line.step) happened to order \(self.left) only, \(cause(left)) at position \(left.position)"
        case (nil, let right?):
            return "\(line.step) happened to order \(self.right) only, \(cause(right)) at position \(right.position)"
        case (nil, nil): return ""
        }
    }

    private func text(_ value: JSONValue?) -> String { value.map { $0.withoutPersonalData.canonicalText } ?? "none" }

    var text: [String] {
        let terminal = Terminal.standardOutput
        let heading = "step".padded(to: 26) + "order \(left), \(leftMode)".padded(to: 44) + "order \(right), \(rightMode)"
        return [terminal.paint(heading, .bold)]
            + lines.flatMap { line in
                [line.step.padded(to: 26) + cell(line.left).padded(to: 44) + cell(line.right)]
                    + line.differences.map { terminal.paint("  \($0.field): \(text($0.left)) | \(text($0.right))", .yellow) }
            } + ["", first.map { "first difference: \($0)" } ?? "no difference: the same steps, and they say the same"]
    }

    private func cell(_ step: OrderSteps.Step?) -> String {
        guard let step else { return "-" }
        return "+\(String(step.after.rounded() == step.after ? "\(Int64(step.after))" : "\(step.after)")) ms"
            + (step.cause.map { "  after \($0)" } ?? "")
    }
}
