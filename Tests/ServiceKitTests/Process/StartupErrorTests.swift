import ArgumentParser
import FulfilmentSupport
import ServiceKit
import Testing

@Suite struct StartupErrorTests {
    @Test(
        arguments: [(StartupError.Code.unavailable, 69), (.cannotCreate, 73), (.retryLater, 75)] as [(StartupError.Code, Int32)])
    func `a startup error ends the program with its code`(code: StartupError.Code, exitCode: Int32) async {
        await #expect(throws: ExitCode(exitCode)) {
            try await reportingStartupErrors { throw StartupError(code, "no") }
        }
    }

    @Test func `other errors go through as they are`() async {
        await #expect(throws: CancellationError.self) {
            try await reportingStartupErrors { throw CancellationError() }
        }
    }
}
