import DocketSupervisor
import Foundation
import Subprocess
import Testing

extension EndToEnd {
    /// The commands of a guide, typed one after the other as a reader would.
    struct GuideTests {
        @Test func `every command of the guide to backup and recovery works`() async throws {
            try await Self.follow("Services/Docket/Guides/BackupAndRecovery.md", replacing: "/tmp/docket-guide")
        }

        /// An image `docket:local` must have been built (`docker compose build`).
        @Test(
            .enabled(
                if: ProcessInfo.processInfo.environment["DOCKET_TEST_CONTAINERS"] != nil,
                "containers are tried where DOCKET_TEST_CONTAINERS is set and an engine runs"))
        func `every container command of the guide works`() async throws {
            let home = try TemporaryDirectory()
            let text = try Self.text(of: "Services/Docket/Guides/BackupAndRecovery.md")
                .replacing("/tmp/docket-guide/", with: home.path(of: ""))
            let probe = RunningProgram(shell: "docker compose version")
            let compose = await probe.end() == .exited(0) ? "docker compose" : "docker-compose"
            let settings = "cd \(Self.root.path); export COMPOSE_PROJECT_NAME=docket-guide; "
            for line in Self.lines(of: text, fence: "```sh container") {
                let command = line.replacing("docker compose", with: compose)
                if command.contains("docket load") {
                    try await eventually("all are ready") {
                        let status = RunningProgram(shell: settings + "\(compose) run --rm -T tools docket status")
                        return await status.end() == .exited(0)
                            && !status.lines.contains { $0.contains("not ready") || $0.contains("down") }
                    }
                }
                let program = RunningProgram(shell: settings + command)
                #expect(await program.end() == .exited(0), "\(command): \(program.lines.suffix(8))")
            }
            #expect(FileManager.default.fileExists(atPath: home.path(of: "monday.tar")))
        }

        private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()

        private static func text(of guide: String) throws -> String {
            try String(contentsOf: root.appending(path: guide), encoding: .utf8)
        }

        /// - Parameter directory: What the guide calls the place that it works in.
        private static func follow(_ guide: String, replacing directory: String) async throws {
            let home = try TemporaryDirectory()
            let text = try text(of: guide)
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
                    try await eventually("\(line): all are ready") { up.servicesAreReady }
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

        /// Lines of the fenced blocks.
        private static func lines(of text: String, fence: String = "```sh") -> [String] {
            var isInside = false
            return text.split(separator: "\n").compactMap { line in
                if line.hasPrefix("```") {
                    isInside = line == fence
                    return nil
                }
                return isInside ? String(line) : nil
            }
        }
    }
}
