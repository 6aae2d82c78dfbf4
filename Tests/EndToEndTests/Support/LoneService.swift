@testable import DocketInstallation
import Foundation
import ServiceKit
import Subprocess

/// Runs one service alone, without the others and without a supervisor, and calls `body` with its address.
func withService(
    _ service: ServiceName, environment: [String: String] = [:], _ body: (String) async throws -> Void
) async throws {
    let home = try TemporaryDirectory()
    let program = RunningProgram(
        service.executable, ["--port", "0", "--data-dir", home.path(of: "data")], environment: environment)
    do {
        let address = try await eventualValue("\(service) listens") {
            Installation(path: home.path(of: "data")).runFile(of: service)?.address
        }
        try await body(address)
    } catch {
        await program.stop(by: .terminate)
        print(program.lines.suffix(30).joined(separator: "\n"))
        throw error
    }
    await program.stop(by: .terminate)
}
