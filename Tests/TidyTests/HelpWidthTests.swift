import ArgumentParser
import DocketTool
import Testing

/// Help texts keep to 80 columns: ArgumentParser would wrap longer lines once more, and break their tables.
struct HelpWidthTests {
    private static func all(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap(all)
    }

    @Test func `no line of a help text is longer than 80 columns`() {
        let long = Self.all(DocketCommand.self).flatMap { command in
            command.configuration.discussion.split(separator: "\n").filter { $0.count > 80 }
                .map { "\(command.configuration.commandName ?? "\(command)"): \($0)" }
        }
        #expect(long == [])
    }
}
