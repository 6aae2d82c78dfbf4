import Foundation
import Subprocess
import Testing

@testable import DocketTool

extension EndToEnd {
    /// The commands of a guide, typed one after the other as a reader would.
    struct GuideTests {
        @Test func `every command of the guide to backup and recovery works`() async throws {
            try await Self.follow("Services/Docket/Guides/BackupAndRecovery.md", replacing: "/tmp/docket-guide")
        }

        /// - Parameter directory: What the guide calls the place that it works in.
        private static func follow(_ guide: String, replacing directory: String) async throws {
            let home = try TemporaryDirectory()
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let text = try String(contentsOf: root.appending(path: guide), encoding: .utf8)
            var settings = ""
            var running: RunningProgram?
            var count = 0
            for line in lines(of: text.replacing(directory, with: home.path(of: "guide"))) {
                if line == "# Ctrl-C" {
                    #expect(await running?.stop() == .exited(0))
                    running = nil
                } else if line.hasPrefix("export ") {
                    settings = line.replacing("$PWD/.build/release", with: Program.path("")) + "; "
                } else if line.hasSuffix(" &") {
                    let up = RunningProgram(shell: settings + "exec " + line.dropLast(2))
                    try await eventually("\(line): all are ready") { up.lines.contains { $0.contains("All four are ready") } }
                    running = up
                } else {
                    let command = line.split(separator: "#")[0].trimmingCharacters(in: .whitespaces)
                    let expected = line.firstMatch(of: /# exit code (\d+)/).flatMap { Int32($0.1) } ?? 0
                    let program = RunningProgram(shell: settings + command)
                    #expect(await program.end() == .exited(expected), "\(command): \(program.lines.suffix(5))")
                    count += 1
                }
            }
            await running?.stop()
            #expect(count > 15, "the guide has more commands than that")
        }

        /// Lines of the fenced `sh` blocks.
        private static func lines(of text: String) -> [String] {
            var isInside = false
            return text.split(separator: "\n").compactMap { line in
                if line.hasPrefix("```") {
                    isInside = line == "```sh"
                    return nil
                }
                return isInside ? String(line) : nil
            }
        }
    }
}
