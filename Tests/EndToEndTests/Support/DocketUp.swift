import Contracts
@testable import DocketClient
@testable import DocketCommandLine
@testable import DocketInstallation
@testable import DocketOperations
@testable import DocketVerify
import EventBus
import Foundation
import SQLiteEventBus
import Subprocess

/// `docket up` on a directory of its own, as a user starts it.
struct DocketUp: Sendable {
    let home: TemporaryDirectory
    let installation: Installation
    let program: RunningProgram

    var dataDirectory: String { home.path(of: "data") }
    var api: DocketAPI { DocketAPI(installation, timeout: .seconds(30)) }

    fileprivate init(_ options: [String], environment: [String: String]) throws {
        home = try TemporaryDirectory()
        installation = Installation(path: home.path(of: "data"))
        program = RunningProgram(
            "docket", ["up", "--port-base", "0", "--data-dir", home.path(of: "data")] + options, environment: environment)
    }

    /// What `docket status --json` says.
    func status() async throws -> StatusReport {
        try await Program.run("docket", "status", "--json", "--data-dir", dataDirectory).decode()
    }

    func untilReady() async throws {
        try await eventually("docket status says that all are ready") {
            try await status().services.allSatisfy(\.ready)
        }
    }

    /// Every message on the bus.
    func messages() throws -> [Envelope] {
        let bus = try installation.openBus()
        defer { bus.close() }
        var (messages, position) = ([Envelope](), Position(0))
        while true {
            let page = try bus.read(after: position, types: nil, limit: 1000)
            messages += page.messages.map(\.envelope)
            guard page.upTo > position else { return messages }
            position = page.upTo
        }
    }

    func untilOrder(_ id: OrderID, is state: OrderState) async throws {
        try await eventually("order \(id) is \(state)") {
            // A service that was just killed does not answer for a moment.
            (try? await api.orders.order(id))?.state == state
        }
    }

    /// Waits until no work is left, and returns the report of `Verifier` on the files.
    func untilDrained() async throws -> VerificationReport {
        try await eventualValue("all messages are handled") {
            let report = try Verifier.verify(dataDirectory: dataDirectory)
            return report.isDrained ? report : nil
        }
    }
}

/// Runs `body` with `docket up` ready, and stops it afterwards, whatever came of it.
func withDocketUp(
    _ options: String..., environment: [String: String] = [:], _ body: (DocketUp) async throws -> Void
) async throws {
    let docket = try DocketUp(options, environment: environment)
    do {
        try await docket.untilReady()
        try await body(docket)
    } catch {
        await docket.program.stop(by: .terminate)
        print(docket.program.lines.suffix(60).joined(separator: "\n"))
        throw error
    }
    await docket.program.stop()
}
