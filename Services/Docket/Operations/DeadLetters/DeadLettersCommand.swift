package import ArgumentParser
import DocketClient
import DocketCommandLine
import DocketInstallation
import Foundation
import ServiceKit

/// `docket dead-letters`: messages that a service could not handle.
package struct DeadLettersCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "List, show, retry, edit or discard messages that a service could not handle.",
        discussion: """
            A message that fails is tried again, and in the end (or at once, when it can
            never be read) becomes a dead letter: it is kept and waits for a person. Other
            messages of its order go on, and so does the order's watch: before the pivot an
            order that is not mended in time is given up and refunded; past it, it waits.

            Examples:
              docket dead-letters list
              docket dead-letters show 12
              docket dead-letters retry 12 --why "the disk is replaced"
              docket dead-letters retry --reason attemptsExhausted --why "Stock is mended"
              docket dead-letters edit 12 --set orderId=1 --why "the sender wrote a text"
              docket dead-letters discard 12 --why "settled by telephone"

            A letter is named by the position of its message in the log. Whatever is done
            stays on record, with who and why, and is shown by show.
            """,
        subcommands: [
            ListDeadLettersCommand.self, ShowDeadLetterCommand.self, RetryDeadLettersCommand.self, EditDeadLetterCommand.self,
            DiscardDeadLetterCommand.self,
        ])

    package init() {}
}

/// `--service`, where one of the four is meant and not all.
struct ServiceOption: ParsableArguments {
    @Option(name: .customLong("service"), help: .init("orders, stock, shipping or dispatch; else all.", valueName: "service"))
    var name: ServiceName?
}

/// `docket dead-letters retry`.
struct RetryDeadLettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Have a dead letter tried again, or all with the same reason.")

    @Argument(help: .init("Position of the message in the log.", valueName: "position"))
    var positions: [Int64] = []

    @Option(help: .init("All that wait for this reason: unreadable, attemptsExhausted or lost.", valueName: "reason"))
    var reason: String?

    @OptionGroup var service: ServiceOption
    @OptionGroup var signature: SignatureOptions
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard positions.isEmpty != (reason == nil) else {
            throw ValidationError("name dead letters by their positions, or all of a reason with --reason; not both")
        }
    }

    func run() async throws {
        let client = DeadLetterClient(location.installation, service: service.name)
        if let reason { return try await retryAll(reason, at: client) }
        var changed: [DeadLetterClient.Found] = []
        for position in positions {
            changed += try await client.change(position) { client, _ throws(APIError) in
                try await client.retryDeadLetter(position, signature.body)
            }
        }
        try DeadLetterText.report(changed, json: json.isOn)
    }

    /// Page by page, until a service has none left.
    private func retryAll(_ reason: String, at client: DeadLetterClient) async throws {
        var counts: [String: Int] = [:]
        for service in client.services {
            var more = true
            while more {
                do {
                    let page = try await client.api.client(of: service).retryDeadLetters(reason: reason, signature.body)
                    counts[service.rawValue, default: 0] += page.deadLetters.count
                    more = page.next != nil
                } catch {
                    throw ToolFailure(error.isRetriable ? .tryLater : .failed, "\(error)")
                }
            }
        }
        if json.isOn { return try printJSON(["retried": counts]) }
        for (service, count) in counts.sorted(by: { $0.key < $1.key }) {
            Terminal.standardOutput.write("\(service.padded(to: 9)) \(count) tried again")
        }
    }
}

/// `docket dead-letters discard`.
struct DiscardDeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "End a dead letter without its message having been handled.")

    @Argument(help: .init("Position of the message in the log.", valueName: "position"))
    var position: Int64
    @OptionGroup var service: ServiceOption
    @OptionGroup var signature: SignatureOptions
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let client = DeadLetterClient(location.installation, service: service.name)
        let changed = try await client.change(position) { client, _ throws(APIError) in
            try await client.discardDeadLetter(position, signature.body)
        }
        try DeadLetterText.report(changed, json: json.isOn)
    }
}

/// `--by` and `--why`, taken by everything that is done by hand: both stand on record beside what was done.
struct SignatureOptions: ParsableArguments {
    @Option(help: .init("Who does it. (default: the user who is logged in)", valueName: "name"))
    var by: String?

    @Option(help: .init("Why: stays on record beside what was done.", valueName: "reason"))
    var why: String

    var body: SignedBody {
        let user = NSUserName()
        return SignedBody(by: by ?? (user.isEmpty ? "unknown" : user), why: why)
    }
}
