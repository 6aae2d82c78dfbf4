import ArgumentParser
import Contracts
import DocketClient
import DocketCommandLine
import DocketInstallation
import Foundation
import ServiceKit

/// `docket dead-letters list`.
struct ListDeadLettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the dead letters of all services, or of one.",
        discussion: "Without --state those that still need somebody.\nExit code 75 if a service does not answer.")

    @OptionGroup var service: ServiceOption
    @Option(help: .init("open, waiting, retrying, handled, discarded or any.", valueName: "state"))
    var state: String?
    @Option(help: .init("unreadable, attemptsExhausted or lost.", valueName: "reason"))
    var reason: String?
    @Option(help: .init("Only messages of this type.", valueName: "type"))
    var type: String?
    @Option(help: .init("Only those about this order.", valueName: "number"))
    var order: Int?
    @Option(help: .init("Only those after this position.", valueName: "position"))
    var after: Int64?
    @Option(help: .init("At most so many of each service, up to 1000.", valueName: "count"))
    var limit: Int = 100
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    private struct Entry: Encodable {
        var service: ServiceName
        var letter: DeadLetterSummary
    }

    func run() async throws {
        var query = DeadLetterQuery()
        (query.state, query.reason, query.type, query.after, query.limit) = (state, reason, type, after, limit)
        query.order = try order.map { number in
            guard let id = OrderID(number) else { throw ToolFailure(.usage, "\(number) is no order number") }
            return id
        }
        let client = DeadLetterClient(location.installation, service: service.name)
        var entries: [Entry] = []
        var silent: [APIError] = []
        var hasMore = false
        for service in client.services {
            do {
                let list = try await client.api.client(of: service).deadLetters(query)
                entries += list.deadLetters.map { Entry(service: service, letter: $0) }
                hasMore = hasMore || list.next != nil
                if let damaged = list.damaged {
                    let places = damaged.isEmpty ? "" : " at \(damaged.map(String.init).joined(separator: ", "))"
                    Terminal.standardError.write("\(service): dead letters\(places) are damaged and left out; see docket verify")
                }
            } catch  where error.status.map({ $0 < 500 }) ?? false {
                throw ToolFailure(.usage, "\(error)")
            } catch {
                silent.append(error)
            }
        }
        try show(entries, hasMore: hasMore)
        if let first = silent.first { throw ToolFailure(.tryLater, "\(first)") }
    }

    private func show(_ entries: [Entry], hasMore: Bool) throws {
        if json.isOn { return try printJSON(["deadLetters": entries]) }
        let terminal = Terminal.standardOutput
        guard !entries.isEmpty else { return terminal.write("no dead letters") }
        terminal.write(terminal.paint("position  service   state      type                    about         tries  error", .bold))
        for entry in entries {
            let letter = entry.letter
            let cells = [
                "\(letter.position)".padded(to: 9), entry.service.rawValue.padded(to: 9), letter.state.padded(to: 10),
                letter.type.padded(to: 23), letter.subject.padded(to: 13), "\(letter.attempts)".padded(to: 6), letter.error,
            ]
            terminal.write(cells.joined(separator: " "))
        }
        if hasMore { terminal.write("… and more: --limit, or --after the last position") }
    }
}
