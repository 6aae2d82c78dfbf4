package import ArgumentParser
import DocketClient
import DocketCommandLine
import DocketInstallation
import EventSourcing

/// `docket projections`.
package struct ProjectionsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "projections",
        abstract: "Show how far the read models of Orders are, and make one again while it is served.",
        discussion: """
            A projection reads Orders' events from a position of its own, into a file of its
            own below <data-dir>/views. Each can be thrown away and made again: remove its
            file while Orders is down, or rebuild it while Orders runs.

            Examples:
              docket projections list
              docket projections rebuild sales
            """,
        subcommands: [ListProjectionsCommand.self, RebuildProjectionCommand.self])

    package init() {}
}

/// `docket projections list`.
struct ListProjectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show each projection, how far it has read, and what it has left to read.")

    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let found = try await DocketAPI(location.installation).orders.projections()
        if json.isOn { return try printJSON(["projections": found]) }
        let terminal = Terminal.standardOutput
        terminal.write(terminal.paint("projection    version   position        lag  ", .bold))
        for one in found {
            let figures = [String(one.version), one.position.grouped, one.lag.grouped]
            let rebuilt = one.rebuiltTo.map { "being made again, at \($0.grouped)" }
            let note = one.failure ?? rebuilt ?? one.note.map { "was made again at the start: \($0)" } ?? ""
            terminal.write(
                one.name.padded(to: 12) + zip(figures, [9, 11, 11]).map { $0.leftPadded(to: $1) }.joined() + "  " + note)
        }
    }
}

/// `docket projections rebuild`.
struct RebuildProjectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make a projection again from all events, beside the one that is served.",
        discussion: """
            The old one is served until the new one has read all that there is; then it
            takes its place at once. If Orders is killed in between, it goes on afterwards.
            Ctrl-C ends the watching, not the rebuild.
            """)

    @Argument(help: .init("Its name, as list shows it.", valueName: "name"))
    var name: String
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    /// Between two looks at how far it is.
    private static let look = Duration.milliseconds(100)

    func run() async throws {
        let orders = DocketAPI(location.installation).orders
        if let problem = try await orders.rebuildProjection(name) { throw ToolFailure(.usage, problem) }
        let terminal = Terminal.standardError
        while true {
            guard let now = try await orders.projections().first(where: { $0.name == name }) else {
                throw ToolFailure(.failed, "Orders does not know \(name) any more")
            }
            if let failure = now.failure { throw ToolFailure(.failed, "\(name) cannot be made again: \(failure)") }
            guard let rebuiltTo = now.rebuiltTo else {
                if terminal.isInteractive { terminal.endProgress() }
                if json.isOn { return try printJSON(now) }
                return Terminal.standardOutput.write("\(name) is made again from \(now.position.grouped) events")
            }
            if terminal.isInteractive { terminal.writeProgress("\(name): \(rebuiltTo.grouped) of \(now.head.grouped) events") }
            try await Task.sleep(for: Self.look)
        }
    }
}
