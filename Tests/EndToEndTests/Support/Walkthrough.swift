@testable import DocketInstallation
@testable import DocketSupervisor
import Foundation
import Testing

/// A page of documentation, followed as a reader would: its `sh` blocks are typed line by line, in an empty directory, and what is
/// shown as `output` must be what the command before it printed.
///
/// - A line that ends with ` &`, and `docket up`, runs in the background until `# Ctrl-C` or the end of the page.
/// - `# exit code N` after a command says how it ends; without it, with 0.
/// - Ports are free ones: `localhost:8101` and so on are replaced.
/// - Blocks of another kind (`sh build`, `sh container`, `sh example`, `sh minutes`) are left to others.
final class Walkthrough {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    private let home: TemporaryDirectory
    private let blocks: [(kind: String, lines: [String])]
    /// What `export` lines have set.
    private var settings: String
    private var running: [RunningProgram] = []
    /// Where the services run that were started last.
    private var directory: String
    private var lastOutput: [String] = []
    private(set) var commands = 0
    private(set) var outputs = 0

    /// - Parameter kinds: The fences whose lines are typed.
    init(page: String, kinds: Set<String> = ["sh"]) throws {
        home = try TemporaryDirectory()
        directory = home.path(of: ".docket")
        // What a reader has after `make build`, and at the same path.
        try FileManager.default.createDirectory(atPath: home.path(of: ".build"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: home.path(of: ".build/release"), withDestinationPath: Program.path(""))
        try FileManager.default.createSymbolicLink(
            atPath: home.path(of: "Shared"), withDestinationPath: Self.root.appending(path: "Shared").path)
        settings = "cd \(home.path(of: "")); export PATH=\"\(Program.path("")):$PATH\"; "
        let text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
        var isTyped = false
        blocks = Self.blocks(of: text.replacing("\\\n", with: " ").replacing("/tmp/", with: home.path(of: ""))).filter { block in
            // What is shown belongs to the block before it.
            if block.kind != "output" { isTyped = kinds.contains(block.kind) }
            return isTyped
        }
    }

    func follow() async throws {
        do {
            for block in blocks {
                if block.kind == "output" {
                    compare(with: block.lines)
                } else {
                    for line in block.lines { try await type(line) }
                }
            }
        } catch {
            await stopAll()
            throw error
        }
        await stopAll()
    }

    private func type(_ line: String) async throws {
        if line == "# Ctrl-C" {
            #expect(await running.popLast()?.stop() == .exited(0), "after Ctrl-C")
        } else if line.hasPrefix("export ") {
            settings += line + "; "
        } else if let command = Self.command(in: line) {
            commands += 1
            let words = command.split(separator: " ").map(String.init)
            if line.hasSuffix(" &") || words.dropFirst().first == "up" {
                if let option = words.firstIndex(of: "--data-dir") { directory = words[option + 1] }
                try await start(command, isServices: words.contains("up"))
            } else {
                let program = RunningProgram(shell: settings + withAddresses(command))
                let expected = line.firstMatch(of: /# exit code (\d+)/).flatMap { Int32($0.1) } ?? 0
                let end = await program.end()
                #expect(end == .exited(expected), "\(command): \(program.lines.suffix(8))")
                lastOutput = program.lines
            }
        }
    }

    private func start(_ command: String, isServices: Bool) async throws {
        let command = isServices && !command.contains("--port-base") ? command + " --port-base 0" : command
        let program = RunningProgram(shell: settings + "exec " + command)
        running.append(program)
        try await eventually("\(command) is ready") { isServices ? program.servicesAreReady : !program.lines.isEmpty }
    }

    private func stopAll() async {
        for program in running.reversed() { await program.stop() }
        running = []
    }

    /// The ports that are free here in place of those that the page names.
    private func withAddresses(_ command: String) -> String {
        let installation = Installation(path: directory)
        return ServiceName.allCases.reduce(command) { command, service in
            guard let address = installation.running(service)?.address else { return command }
            return command.replacing("localhost:\(ServiceSettings().portBase + service.portOffset)", with: address)
        }
    }

    /// Two services may handle a message in either order, so the lines are compared as a set. A block that begins as the output does shows
    /// all of it, another one a part.
    private func compare(with shown: [String]) {
        outputs += 1
        let (shown, printed) = (shown.map(Self.alike), lastOutput.map(Self.alike).filter { !$0.isEmpty })
        let missing = shown.filter { !$0.isEmpty && !printed.contains($0) }
        #expect(missing.isEmpty, "the page shows what is not printed any more; printed is:\n\(printed.joined(separator: "\n"))")
        guard shown.first == printed.first else { return }
        let added = printed.filter { !shown.contains($0) }
        #expect(added.isEmpty, "printed, and not on the page")
    }

    /// Times, ids and figures made alike.
    private static func alike(_ line: String) -> String {
        line.replacing(/\d{4}-\d\d-\d\dT[\d:.]+Z/, with: "TIME")
            .replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "ID")
            .replacing(/processors, .* build/, with: "processors")
            .replacing(/\d+(,\d{3})*(\.\d+)?/, with: "N")
            .replacing(/\ +/, with: " ").trimmingCharacters(in: .whitespaces)
    }

    /// `nil` for a comment.
    private static func command(in line: String) -> String? {
        let line = line.hasSuffix(" &") ? line.dropLast(2) : line[...]
        let command = line.firstRange(of: " #").map { line[..<$0.lowerBound] } ?? line
        let text = command.trimmingCharacters(in: .whitespaces)
        return text.isEmpty || text.hasPrefix("#") ? nil : text
    }

    /// Fenced blocks, with the words behind the opening fence.
    static func blocks(of text: String) -> [(kind: String, lines: [String])] {
        var blocks: [(kind: String, lines: [String])] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if !isInside { blocks.append((String(line.dropFirst(3)), [])) }
                isInside.toggle()
            } else if isInside {
                blocks[blocks.count - 1].lines.append(String(line))
            }
        }
        return blocks
    }
}
