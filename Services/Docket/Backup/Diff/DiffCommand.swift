package import ArgumentParser
import Contracts
import DocketCommandLine
import DocketInstallation
import Foundation

/// `docket diff`.
package struct DiffCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "In what two data directories differ, or two orders of one.",
        discussion: """
            Examples:
              docket diff .docket /tmp/then
              docket diff /backups/monday /backups/tuesday --json
              docket diff 12 13                two orders, step by step

            Of two directories it compares how far each order is and what is held for it,
            money and units, and the two logs. Of two orders (numbers) it puts the business
            steps side by side, as the log has them, and says what differed first, and after
            what. Nothing is changed; services may run.

            Exit codes: 0 they are the same, 1 they differ, 2 a file cannot be read.
            """)

    @Argument(help: .init("A data directory, a backup, or the number of an order.", valueName: "dir|order"))
    var left: String

    @Argument(help: .init("Another one.", valueName: "dir|order"))
    var right: String

    @OptionGroup var location: InstallationOption

    @Option(help: "Orders and balances shown; --json has all of them.")
    var show = 20

    @OptionGroup var json: JSONOption

    package init() {}

    package func run() async throws {
        if let left = Int(left), let right = Int(right) { return try compare(left, right) }
        let difference: InstallationDiff
        do {
            difference = try InstallationDiff(Installation(path: left), Installation(path: right))
        } catch let error as UnreadableFile {
            Terminal.standardError.write("docket: \(error)")
            throw ExitCode(2)
        }
        if json.isOn { try printJSON(difference) } else { text(difference).forEach(Terminal.standardOutput.write) }
        if !difference.isEmpty { throw ExitCode(1) }
    }

    private func compare(_ left: Int, _ right: Int) throws {
        let steps = try [left, right].map { number in
            guard let order = OrderID(number) else { throw ToolFailure(.usage, "\(number) is no order number") }
            return try OrderSteps(order, in: location.installation)
        }
        let comparison = OrderComparison(steps[0], steps[1])
        if json.isOn {
            try PersonalDataView().writeJSON(comparison)
        } else {
            comparison.text.forEach(Terminal.standardOutput.write)
        }
        if comparison.first != nil { throw ExitCode(1) }
    }

    private func text(_ difference: InstallationDiff) -> [String] {
        guard !difference.isEmpty else { return ["the same: every order, every balance, every message"] }
        let messages = difference.messages
        return items("orders", difference.orders) + items("balances", difference.balances)
            + [
                "messages: the same up to position \(messages.sameUpTo.grouped); behind it "
                    + "\(count(messages.leftBehind)) on the left, \(count(messages.rightBehind)) on the right"
            ]
    }

    private func count(_ types: [String: Int]) -> String {
        let all = types.values.reduce(0, +)
        let named = types.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return all == 0 ? "none" : "\(Int64(all).grouped) (\(named))"
    }

    private func items(_ title: String, _ items: [InstallationDiff.Item]) -> [String] {
        guard !items.isEmpty else { return ["\(title): the same"] }
        let more = items.count > show ? ["  … and \(items.count - show) more"] : []
        return ["\(title): \(items.count) differ"]
            + items.prefix(show).map { item in "  \(item.name.padded(to: 12)) \(text(item))" } + more
    }

    private func text(_ item: InstallationDiff.Item) -> String {
        let (left, right) = (item.changes.compactMap(\.left), item.changes.compactMap(\.right))
        func alone(_ value: KeyPath<InstallationDiff.Change, String?>) -> String {
            item.changes.filter { $0.field != "items" }.compactMap { change in
                change[keyPath: value].map { "\(change.field) \($0)" }
            }
            .joined(separator: ", ")
        }
        if right.isEmpty { return "only on the left: \(alone(\.left))" }
        if left.isEmpty { return "only on the right: \(alone(\.right))" }
        return item.changes.map { "\($0.field) \($0.left ?? "none") | \($0.right ?? "none")" }.joined(separator: ", ")
    }
}
