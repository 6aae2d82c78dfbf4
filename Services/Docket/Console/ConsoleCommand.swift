package import ArgumentParser
import DocketCommandLine
import DocketInstallation
import Foundation
import ServiceKit
import UnixSignals

/// `docket console`.
package struct ConsoleCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Serve the console: both modes side by side, with a cursor over time.",
        discussion: """
            A page for a browser, on 127.0.0.1. docket up serves it by itself; this is for
            a directory at rest, a backup, or a second port. It reads the files of the data
            directory and changes nothing; what a person does in it, such as trying a dead
            letter again, goes to the services, with a name and a reason on record.

            Examples:
              docket console
              docket console --data-dir backup --read-only

            DOCKET_API_TOKEN, if set, is asked for by the page.

            Exit codes: 0 stopped, 1 the files cannot be read, 64 usage, 69 port taken.
            """)

    @OptionGroup var location: InstallationOption
    @Option(help: .init("Port to listen on, 0 for any free one.", valueName: "port"))
    var port = 8100
    @Option(help: .init("Address to listen on; beyond loopback only with DOCKET_API_TOKEN.", valueName: "address"))
    var host = "127.0.0.1"
    @Flag(help: "Only look: no action is offered, whatever runs.")
    var readOnly = false

    package init() {}

    package func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is 0 to 65535") }
        guard Host.isName(host) else { throw ValidationError("--host is the name or the address of a host, not '\(host)'") }
    }

    package func run() async throws {
        let token = try ConsoleServer.token()
        guard token != nil || Host.isLoopback(host) else {
            throw ToolFailure(.usage, "beyond 127.0.0.1 the console wants a token: set DOCKET_API_TOKEN, or leave --host out")
        }
        let server: ConsoleServer
        do {
            server = try ConsoleServer(
                location.installation, host: host, port: port, token: token, mayAct: !readOnly
            ) { address in
                Terminal.standardOutput.write("console on \(address)")
            }
        } catch let error as UnreadableFile {
            throw ToolFailure(.failed, "\(error)")
        }
        try await server.run(until: [.sigterm, .sigint])
    }
}
