@testable import DocketCommandLine
@testable import DocketInstallation
import Testing

struct BinariesTests {
    @Test func `missing programs are named together with what to do`() throws {
        let directory = try TemporaryDirectory()
        let failure = #expect(throws: ToolFailure.self) { try Binaries(directory: directory.url).checkAllExist() }
        #expect(failure?.message.contains("orders, stock, shipping, dispatch-orchestrator") == true)
        #expect(failure?.message.contains("swift build") == true)
    }
}
