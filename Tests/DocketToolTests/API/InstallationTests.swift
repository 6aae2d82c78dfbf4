@testable import DocketClient
@testable import DocketInstallation
@testable import DocketOperations
import Foundation
import ServiceKit
import Testing

struct InstallationTests {
    @Test func `looking at an installation that is not there creates nothing`() async throws {
        let home = try TemporaryDirectory()
        let installation = Installation(path: home.path + "none")
        let report = await StatusCollector(installation).collect()
        #expect(report.runsNothing)
        #expect(report.bus == nil)
        #expect(!FileManager.default.fileExists(atPath: installation.path))
    }

    @Test func `the run file of a process that is gone counts as down`() async throws {
        let home = try TemporaryDirectory()
        let installation = Installation(path: home.path)
        try RunFile(service: "stock", pid: Int32.max, host: "127.0.0.1", port: 1, startedAt: .now)
            .write(in: DataDirectory(creating: home.path))
        let report = await StatusCollector(installation).collect()
        #expect(report.runsNothing)
        let error = await #expect(throws: APIError.self) { try await DocketAPI(installation).stock.checkReady() }
        #expect("\(try #require(error))".contains("start it with docket up"))
    }
}
