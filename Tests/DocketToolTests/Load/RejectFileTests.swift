@testable import DocketCommandLine
@testable import DocketLoad
import Foundation
import Testing

struct RejectFileTests {
    private static let order = LeftOut(
        number: "1", badRows: [],
        rows: [SourceRow(line: 2, text: Array("1,C,x\r".utf8)), SourceRow(line: 3, text: Array("1,C,y".utf8))])

    @Test func `it has the header and each row on a line`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appending(path: "rejects.csv").path
        let file = try RejectFile(path, header: Array("h".utf8), source: nil)
        file.add(Self.order)
        try file.close()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "h\n1,C,x\n1,C,y\n")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `a load that leaves nothing out keeps the file of a run before`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("mended", to: "rejects.csv")
        try RejectFile(path, header: Array("h".utf8), source: nil).close()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mended")
    }

    @Test func `it is not the file that is read, and can be written`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("rows", to: "orders.csv")
        #expect(throws: ToolFailure.self) { try RejectFile(path, header: [], source: directory.url.path + "/./orders.csv") }
        #expect(throws: ToolFailure.self) { try RejectFile("/no/such/folder/rejects.csv", header: [], source: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "rows")
    }
}
