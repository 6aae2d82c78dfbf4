@testable import DocketSupervisor
import Foundation
import Testing

extension EndToEnd {
    /// The commands of the README and of the guides, typed one after the other as a reader would.
    struct GuideTests {
        /// Each page with its least number of commands typed and outputs compared, so that a page cannot fall silent.
        private static let pages: [(page: String, commands: Int, outputs: Int)] = [
            ("README.md", 25, 2),
            ("Services/Docket/Guides/BackupAndRecovery.md", 15, 0),
            ("Services/Docket/Guides/Console.md", 7, 0),
            ("Services/Docket/Guides/EventSourcing.md", 6, 1),
            ("Services/Docket/Guides/LoadingOrders.md", 9, 1),
            ("Services/Docket/Guides/Projections.md", 7, 1),
            ("Services/Docket/Guides/NotificationOrStateTransfer.md", 2, 0),
            ("Services/Docket/Guides/Registry.md", 5, 0),
        ]

        @Test(
            .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"), "the pages call services with curl"),
            arguments: pages.map(\.page)) func `every command of a page works, and prints what the page shows`(page: String)
            async throws
        {
            let expected = try #require(Self.pages.first { $0.page == page })
            let walkthrough = try Walkthrough(page: page)
            try await walkthrough.follow()
            #expect(walkthrough.commands >= expected.commands)
            #expect(walkthrough.outputs == expected.outputs)
        }

        /// Simulations, benchmarks and chaos as long as the pages name them.
        @Test(
            .enabled(
                if: ProcessInfo.processInfo.environment["DOCKET_TEST_SLOW"] != nil,
                "commands that take minutes are typed where DOCKET_TEST_SLOW is set"),
            arguments: [
                "README.md", "Services/Docket/Guides/Guarantees.md", "Services/Docket/Guides/NotificationOrStateTransfer.md",
                "Services/Docket/Guides/Performance.md",
            ])
        func `every command that takes minutes works`(page: String) async throws {
            let walkthrough = try Walkthrough(page: page, kinds: ["sh minutes"])
            try await walkthrough.follow()
            #expect(walkthrough.commands > 0)
        }

        /// An image `docket:local` must have been built (`docker compose build`).
        @Test(
            .enabled(
                if: ProcessInfo.processInfo.environment["DOCKET_TEST_CONTAINERS"] != nil,
                "containers are tried where DOCKET_TEST_CONTAINERS is set and an engine runs"))
        func `every container command of the guide works`() async throws {
            let home = try TemporaryDirectory()
            let text = try String(
                contentsOf: Walkthrough.root.appending(path: "Services/Docket/Guides/BackupAndRecovery.md"), encoding: .utf8
            )
            .replacing("/tmp/docket-guide/", with: home.path(of: ""))
            let probe = RunningProgram(shell: "docker compose version")
            let compose = await probe.end() == .exited(0) ? "docker compose" : "docker-compose"
            let settings = "cd \(Walkthrough.root.path); export COMPOSE_PROJECT_NAME=docket-guide; "
            for line in Walkthrough.blocks(of: text).filter({ $0.kind == "sh container" }).flatMap(\.lines) {
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
    }
}
