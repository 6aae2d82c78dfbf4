import ArgumentParser
import DocketTool
import Foundation
import Testing

/// What the README and the guides tell people to type can be typed.
@Suite struct ReadmeTests {
    static let pages = [
        "README.md", "Services/Docket/Guides/Performance.md", "Services/Docket/Guides/Guarantees.md",
        "Services/Docket/Guides/HostileInput.md", "Services/Docket/Guides/NotificationOrStateTransfer.md",
        "Services/Docket/Guides/Registry.md", "Services/Docket/Guides/EventSourcing.md", "Services/Docket/Guides/Projections.md",
        "Services/Docket/Guides/BackupAndRecovery.md", "Services/Docket/Guides/Console.md",
    ]

    /// Lines of the fenced `sh` blocks, without comments and prompts; continued lines joined.
    static func commands(in page: String) throws -> [String] {
        var isInside = false
        var commands: [String] = []
        let text = try Repository.text(of: page).replacing("\\\n", with: " ")
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") {
                isInside = line.hasPrefix("```sh")
            } else if isInside, !line.hasPrefix("#") {
                let line = line.hasSuffix(" &") ? line.dropLast(2) : line
                let command = line.split(separator: " #")[0].trimmingCharacters(in: .whitespaces)
                if !command.isEmpty { commands.append(command) }
            }
        }
        return commands
    }

    /// As a shell takes a command apart: what is in quotes is one word.
    static func words(of command: String) -> [String] {
        command.matches(of: /"([^"]*)"|'([^']*)'|[^ ]+/).map { String($0.output.1 ?? $0.output.2 ?? $0.output.0) }
    }

    @Test(arguments: pages) func `every docket command is one that docket understands`(page: String) throws {
        let commands = try Self.commands(in: page).filter { $0.split(separator: " ").first?.hasSuffix("docket") == true }
        #expect(!commands.isEmpty)
        for command in commands {
            let arguments = Array(Self.words(of: command).dropFirst())
            do {
                _ = try DocketCommand.parseAsRoot(arguments)
            } catch {
                // Asking for help is understood too, though it ends the parsing.
                #expect(DocketCommand.exitCode(for: error) == .success, "\(command): \(DocketCommand.message(for: error))")
            }
        }
    }

    @Test(arguments: pages) func `every make target exists`(page: String) throws {
        let makefile = try Repository.text(of: "Makefile")
        let targets = try Self.commands(in: page).filter { $0.hasPrefix("make ") }.map { $0.split(separator: " ")[1] }
        #expect(page != "README.md" || Set(targets).isSuperset(of: ["demo", "test"]))
        for target in targets { #expect(makefile.contains("\n\(target):"), "make \(target)") }
    }

    @Test(arguments: pages) func `every file that is linked exists`(page: String) throws {
        for link in try Repository.text(of: page).matches(of: /\]\(([^)#]+)[^)]*\)/).map({ String($0.1) }) {
            guard !link.hasPrefix("http") else { continue }
            let directory = Repository.root.appending(path: page).deletingLastPathComponent()
            let file = directory.appending(path: link).standardized.path(percentEncoded: false)
            #expect(FileManager.default.fileExists(atPath: file), "\(page) links to \(link)")
        }
    }
}
