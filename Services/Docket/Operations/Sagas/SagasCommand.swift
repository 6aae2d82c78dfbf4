package import ArgumentParser
import Contracts
import DocketClient
import DocketCommandLine
import DocketInstallation

/// `docket saga`: an order that does not go on by itself.
package struct SagasCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "saga",
        abstract: "Show an order that needs attention; resume, compensate or close it by hand.",
        discussion: """
            An order needs attention when a compensation has had no answer after all its
            repeats (the orchestrator says so), or when a message about it has become a
            dead letter at a service (that is how it shows in choreography).

            resume      what stood in the way is mended: the orchestrator asks again under
                        new ids, and dead letters about the order are tried again
            compensate  give the order up: it is cancelled, refunded and undone; not past
                        the pivot
            close       it was settled by other means: nothing is asked for any more, and
                        dead letters about the order are discarded

            Examples:
              docket saga show 12
              docket saga resume 12 --why "Stock is mended"
              docket saga close 12 --why "the units were put back by hand"
            """,
        subcommands: [
            ShowSagaCommand.self, ResumeSagaCommand.self, CompensateSagaCommand.self, CloseSagaCommand.self,
        ])

    package init() {}
}

/// The order a command is about.
struct OrderArgument: ParsableArguments {
    @Argument(help: .init("Number of the order.", valueName: "order"))
    var number: Int

    func id() throws -> OrderID {
        guard let id = OrderID(number) else { throw ToolFailure(.usage, "\(number) is no order number") }
        return id
    }
}

/// `docket saga show`.
struct ShowSagaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show where an order stands and what it needs a person for.")

    @OptionGroup var order: OrderArgument
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        try await SagaClient(location.installation).show(order.id(), json: json.isOn)
    }
}

/// `docket saga resume`.
struct ResumeSagaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Go on: what stood in the way is mended.")

    @OptionGroup var order: OrderArgument
    @OptionGroup var signature: SignatureOptions
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        try await SagaClient(location.installation).act(.resume, on: order.id(), signature.body, json: json.isOn)
    }
}

/// `docket saga compensate`.
struct CompensateSagaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compensate", abstract: "Give the order up: cancel, refund and undo it.")

    @OptionGroup var order: OrderArgument
    @OptionGroup var signature: SignatureOptions
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        try await SagaClient(location.installation).act(.compensate, on: order.id(), signature.body, json: json.isOn)
    }
}

/// `docket saga close`.
struct CloseSagaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "End it where it stands: it was settled by other means.")

    @OptionGroup var order: OrderArgument
    @OptionGroup var signature: SignatureOptions
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        try await SagaClient(location.installation).act(.close, on: order.id(), signature.body, json: json.isOn)
    }
}
